package io.trialstream.app.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowReaderTest {
    private static final byte[] ALPHABET = {'a', ',', '"', '\n', '\r', (byte) 0xC3, 0};

    @Test
    void linesKeepTheirEnds() throws IOException {
        List<Row> rows = rows("a\r\nb\n\nc", false);

        assertThat(rows).extracting(row -> latin(row.bytes())).containsExactly("a", "b", "", "c");
        assertThat(rows).extracting(row -> latin(row.lineEnd())).containsExactly("\r\n", "\n", "\n", "");
        assertThat(rows).extracting(Row::line).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void quotesSpanLinesInCsvOnly() throws IOException {
        String text = "1,\"two\nlines, \"\"quoted\"\"\n\",x\n2,plain\"\n3\n";

        assertThat(rows(text, true))
                .extracting(row -> latin(row.bytes()))
                .containsExactly("1,\"two\nlines, \"\"quoted\"\"\n\",x", "2,plain\"", "3");
        assertThat(rows(text, true)).extracting(Row::line).containsExactly(1L, 4L, 5L);
        assertThat(rows(text, false)).hasSize(5);
    }

    @Test
    void aQuoteThatNeverClosesCostsItsLineAlone() throws IOException {
        assertThat(rows("a,\"open\nb,1\nc,2\n", true))
                .extracting(row -> latin(row.bytes()))
                .containsExactly("a,\"open", "b,1", "c,2");
    }

    @Test
    void aQuoteOpenForLongerThanARowMayBeCostsItsLineAlone() throws IOException {
        String line = "b,1234567890\n";
        String text = "a,\"open\n" + line.repeat(RowReader.ROW_BYTES_MAX / line.length() + 10);

        List<Row> rows = rows(text, true);

        assertThat(rows).hasSize(1 + RowReader.ROW_BYTES_MAX / line.length() + 10);
        assertThat(latin(rows.get(0).bytes())).isEqualTo("a,\"open");
    }

    @Test
    void aLineWithoutEndIsAnError() {
        String text = "ok\n" + "x".repeat(RowReader.ROW_BYTES_MAX + 1);

        assertThatThrownBy(() -> rows(text, false))
                .hasMessage("line 2 is longer than 2097152 bytes: is this a file of lines?");
    }

    @Test
    void theByteOrderMarkIsNoPartOfTheFirstRow() throws IOException {
        assertThat(rows("\u00EF\u00BB\u00BFa\nb", false))
                .extracting(row -> latin(row.bytes()))
                .containsExactly("a", "b");
    }

    /** Whatever the bytes are and however few a read returns, the rows put together are the file again. */
    @Test
    void noByteIsLost() throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            byte[] file = new byte[random.nextInt(60)];
            for (int i = 0; i < file.length; i++) {
                file[i] = ALPHABET[random.nextInt(ALPHABET.length)];
            }
            for (boolean quotes : new boolean[] {false, true}) {
                ByteArrayOutputStream again = new ByteArrayOutputStream();
                for (Row row : rows(new Trickle(file), quotes)) {
                    again.write(row.bytes());
                    again.write(row.lineEnd());
                }
                assertThat(again.toByteArray()).isEqualTo(file);
            }
        }
    }

    /** Three bytes a read. */
    private static final class Trickle extends InputStream {
        private final ByteArrayInputStream bytes;

        Trickle(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            return bytes.read(to, offset, Math.min(3, length));
        }
    }

    private static List<Row> rows(String latin, boolean quotes) throws IOException {
        return rows(new ByteArrayInputStream(latin.getBytes(StandardCharsets.ISO_8859_1)), quotes);
    }

    private static List<Row> rows(InputStream in, boolean quotes) throws IOException {
        try (RowReader reader = new RowReader(in, quotes)) {
            List<Row> rows = new ArrayList<>();
            @Nullable Row row;
            while ((row = reader.next()) != null) {
                rows.add(row);
            }
            return rows;
        }
    }

    private static String latin(byte[] bytes) {
        return new String(Arrays.copyOf(bytes, bytes.length), StandardCharsets.ISO_8859_1);
    }
}
