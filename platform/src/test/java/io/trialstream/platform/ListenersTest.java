package io.trialstream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ListenersTest {
    @Test
    void tellsOwnFromOthers() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "SKIPPED: no /proc/net/tcp here");
        long self = ProcessHandle.current().pid();
        long other = ProcessHandle.current().parent().orElseThrow().pid();
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(Listeners.belongsToAnother(port, self)).isFalse();
            assertThat(Listeners.belongsToAnother(port, other)).isTrue();
        }
        assertThat(Listeners.belongsToAnother(port, other)).as("nobody's").isFalse();
    }
}
