package io.trialstream.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ports on loopback that are free now. Between the choice and the use another process may take one. */
final class Ports {
    /** The only address any part listens on. */
    static final String LOOPBACK = "127.0.0.1";

    private static final int BACKLOG = 1;

    private Ports() {}

    /** A port that was wanted but busy, and what took its place. */
    record Replaced(String purpose, int wanted, int actual) {}

    /**
     * Chooses a free port for each purpose, all different.
     *
     * @param preferred wanted port by purpose; 0 means any
     * @param replaced gets what could not be had
     */
    static Map<String, Integer> choose(Map<String, Integer> preferred, List<Replaced> replaced) {
        Map<String, Integer> chosen = new LinkedHashMap<>();
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (Map.Entry<String, Integer> wish : preferred.entrySet()) {
                ServerSocket socket = bind(wish.getValue());
                held.add(socket);
                int port = socket.getLocalPort();
                if (wish.getValue() != 0 && port != wish.getValue()) {
                    replaced.add(new Replaced(wish.getKey(), wish.getValue(), port));
                }
                chosen.put(wish.getKey(), port);
            }
            return chosen;
        } catch (IOException e) {
            throw new PlatformException("No free port on " + LOOPBACK + ": " + e.getMessage(), e);
        } finally {
            held.forEach(Ports::release);
        }
    }

    /** The port of a purpose that must be there. */
    static int of(Map<String, Integer> ports, String purpose) {
        Integer port = ports.get(purpose);
        if (port == null) {
            throw new IllegalArgumentException("expected a port for " + purpose + ", actual " + ports);
        }
        return port;
    }

    private static ServerSocket bind(int wanted) throws IOException {
        InetAddress loopback = InetAddress.getByName(LOOPBACK);
        try {
            return new ServerSocket(wanted, BACKLOG, loopback);
        } catch (IOException busy) {
            if (wanted == 0) {
                throw busy;
            }
            return new ServerSocket(0, BACKLOG, loopback);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing was ever accepted on it, and the child's bind tells whether it is free.
            throw new PlatformException("Cannot release port " + socket.getLocalPort(), e);
        }
    }
}
