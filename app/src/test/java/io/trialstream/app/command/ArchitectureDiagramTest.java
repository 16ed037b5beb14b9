package io.trialstream.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The diagram in ARCHITECTURE.md is what {@code topology --mermaid} prints. */
class ArchitectureDiagramTest {
    private static final String FENCE = "```mermaid\n";

    @Test
    void showsTheTopologyAsBuilt() throws IOException {
        String page = Files.readString(Path.of("../ARCHITECTURE.md"), StandardCharsets.UTF_8);
        int from = page.indexOf(FENCE) + FENCE.length();
        assertThat(page.substring(from, page.indexOf("\n```", from))).isEqualTo(printed());
    }

    private static String printed() {
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(new CommandLine(new TopologyCommand()).execute("--mermaid"))
                    .isZero();
        } finally {
            System.setOut(console);
        }
        return out.toString(StandardCharsets.UTF_8).strip();
    }
}
