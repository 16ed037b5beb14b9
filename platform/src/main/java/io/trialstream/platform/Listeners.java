package io.trialstream.platform;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who listens on a port, as far as the operating system tells: Linux does; elsewhere nobody is accused. */
final class Listeners {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    /** State of a listening socket in the tables. */
    private static final String LISTEN = "0A";

    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listeners() {}

    /** Whether a socket listens on the port, and none of the process's does. */
    static boolean belongsToAnother(int port, long pid) throws IOException {
        Set<String> listening = new HashSet<>();
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (Path table : TABLES) {
            if (!Files.isReadable(table)) {
                return false;
            }
            for (String line : Files.readAllLines(table)) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > INODE
                        && columns[LOCAL_ADDRESS].endsWith(suffix)
                        && columns[STATE].equals(LISTEN)) {
                    listening.add("socket:[" + columns[INODE] + "]");
                }
            }
        }
        return !listening.isEmpty() && !holdsAny(listening, pid);
    }

    private static boolean holdsAny(Set<String> sockets, long pid) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What a descriptor stands for; empty where it was closed meanwhile. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
