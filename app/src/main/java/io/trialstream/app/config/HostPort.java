package io.trialstream.app.config;

import org.jspecify.annotations.Nullable;

/**
 * Where a server listens.
 *
 * @param host name or address
 * @param port 0 to 65535; 0 asks the operating system for a free one
 */
public record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;

    static @Nullable HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            return null;
        }
        int port = Integer.parseInt(text.substring(colon + 1).strip());
        return port < 0 || port > MAX_PORT
                ? null
                : new HostPort(text.substring(0, colon).strip(), port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
