package io.trialstream.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders as a whole. */
public final class Folders {
    private Folders() {}

    /**
     * Deletes a folder with all that is in it. Links are deleted, not followed.
     *
     * @return false where there was none
     * @throws CommandFailure where something of it cannot be deleted
     */
    public static boolean delete(Path folder) {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> content = Files.walk(folder)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException e) {
            throw new CommandFailure("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}
