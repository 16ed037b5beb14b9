package io.trialstream.app.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

    @Test
    void linesAreWhole() throws IOException {
        String longLine = "x".repeat(200_000);
        assertThat(read("a\n\nbc\n" + longLine + "\nlast")).containsExactly("a", "", "bc", longLine, "last");
        assertThat(read("a\n")).containsExactly("a");
        assertThat(read("")).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsPassedOver() throws IOException {
        String tooLong = "x".repeat(3 * Lines.LENGTH_MAX);
        assertThat(read("a\n" + tooLong + "\nb\n")).containsExactly("a", "TOO LONG", "b");
        assertThat(read("a\n" + tooLong)).containsExactly("a", "TOO LONG");
    }

    private static List<String> read(String text) throws IOException {
        List<String> found = new ArrayList<>();
        Lines lines = new Lines(inPieces(text));
        while (lines.next()) {
            found.add(lines.tooLong() ? "TOO LONG" : new String(lines.bytes(), lines.offset(), lines.length(), UTF_8));
        }
        return found;
    }

    /** As a disk may give it: less than was asked for. */
    private static InputStream inPieces(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 4_099));
            }
        };
    }
}
