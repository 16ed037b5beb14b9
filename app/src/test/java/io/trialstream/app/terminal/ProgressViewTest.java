package io.trialstream.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
    @Test
    void whereNobodyWatchesThereAreFewLines() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ProgressView view =
                ProgressView.plain("load", "events", 2_000, new PrintStream(text, true, StandardCharsets.UTF_8))) {
            for (int i = 1; i <= 2_000; i++) {
                view.at(i, "note");
            }
        }

        assertThat(text.toString(StandardCharsets.UTF_8)).matches("load: 2,000 of 2,000 events, \\d+ s, [\\d,]+/s\n");
    }

    @Test
    void aTableAlignsNamesLeftAndNumbersRight() {
        Table table = new Table("events", "count").row("kept", "1,000").row("bot", "7");

        assertThat(table.toString()).isEqualTo("  events  count\n  kept    1,000\n  bot         7\n");
        assertThatThrownBy(() -> table.row("a")).hasMessage("expected 2 cells, found [a]");
    }
}
