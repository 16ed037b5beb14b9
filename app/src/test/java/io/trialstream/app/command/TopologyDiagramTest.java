package io.trialstream.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.app.config.ConfigLoader;
import io.trialstream.app.config.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TopologyDiagramTest {
    /** The same text as in ARCHITECTURE.md. */
    @Test
    void theDiagramIsTheGoldenOne() throws IOException {
        RunConfig defaults = RunConfig.of(new ConfigLoader().load(), Path.of("").toAbsolutePath());

        assertThat(TopologyDiagram.of(TopologyCommand.build(defaults))).isEqualTo(golden());
    }

    private static String golden() throws IOException {
        try (InputStream file = TopologyDiagramTest.class.getResourceAsStream("topology.mmd")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
