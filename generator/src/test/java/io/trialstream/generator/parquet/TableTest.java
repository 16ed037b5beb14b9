package io.trialstream.generator.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.base.GeneratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static final List<Column> COLUMNS =
            List.of(Column.text("a"), Column.optionalText("b"), Column.texts("c"), Column.number("d"));
    private static final long MAX_BYTES = 1 << 24;

    /** More than a page of rows, so that damage may be anywhere. */
    private static final List<Line> LINES = IntStream.range(0, 40_000)
            .mapToObj(i -> new Line(
                    "텍스트 " + i, i % 3 == 0 ? null : "b" + i % 7, Collections.nCopies(i % 4, "c" + i % 5), i - 7))
            .toList();

    @TempDir
    Path folder;

    private Path file;

    private record Line(String a, @Nullable String b, List<String> c, int d) {}

    @BeforeEach
    void write() {
        file = folder.resolve("t.parquet");
        write(file, LINES);
    }

    private static void write(Path to, List<Line> lines) {
        try (TableWriter<Line> table = new TableWriter<>(
                to,
                "t",
                COLUMNS,
                (line, row) -> row.text(line.a).text(line.b).texts(line.c).number(line.d))) {
            lines.forEach(table::write);
        }
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        assertThat(read(file, COLUMNS)).isEqualTo(LINES);
    }

    @Test
    void columnsMayComeInAnotherOrderAndOthersAreLeftAlone() {
        List<Integer> numbers = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        try (TableReader table =
                TableReader.open(file, List.of(Column.number("d"), Column.text("a")), LINES.size(), MAX_BYTES)) {
            while (table.next()) {
                numbers.add(table.number(0, Integer.MIN_VALUE, Integer.MAX_VALUE));
                texts.add(table.text(1));
            }
        }
        assertThat(numbers).isEqualTo(LINES.stream().map(Line::d).toList());
        assertThat(texts).isEqualTo(LINES.stream().map(Line::a).toList());
    }

    @Test
    void anEmptyTableIsATable() {
        write(file, List.of());
        assertThat(read(file, COLUMNS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, .3, .9, .999})
    void aFileThatWasCutOffIsRefused(double part) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, (int) (part * whole.length)));
        assertThatThrownBy(() -> read(file, COLUMNS))
                .isInstanceOf(GeneratorException.class)
                .hasMessageStartingWith(file + ": expected a whole Parquet file, actual ");
    }

    /** Wherever a byte is changed in the pages, the checksum or the codec notices: it is an error, never another value. */
    @Test
    void aByteThatWasChangedIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int found = 0;
        for (int at = 200; at < whole.length; at += whole.length / 25) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            try {
                assertThat(read(file, COLUMNS)).as("byte %d", at).isEqualTo(LINES);
            } catch (GeneratorException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
                found++;
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    @Test
    void whatIsNotThereOrOfAnotherTypeIsNamed() {
        assertThatThrownBy(() -> read(folder.resolve("x"), COLUMNS))
                .hasMessage(folder.resolve("x") + ": expected a Parquet file, found none");
        assertThatThrownBy(() -> read(file, List.of(Column.text("e"))))
                .hasMessage(file + ": expected a column e (text), actual columns: a, b, c, d");
        assertThatThrownBy(() -> read(file, List.of(Column.text("d"))))
                .hasMessage(file + ": column d: expected text, actual required int32 d");
        assertThatThrownBy(() -> read(file, List.of(Column.number("a"))))
                .hasMessage(file + ": column a: expected int32, actual required binary a (STRING)");
        assertThatThrownBy(() -> read(file, List.of(Column.texts("a"))))
                .hasMessage(file + ": column a: expected list of text, actual required binary a (STRING)");
        assertThatThrownBy(() -> read(file, List.of(Column.text("c"))))
                .hasMessageStartingWith(file + ": column c: expected text, actual required group c (LIST) {");
    }

    @Test
    void valuesOutOfRangeAreNamedWithTheirRow() {
        try (TableReader table = TableReader.open(file, COLUMNS, LINES.size(), MAX_BYTES)) {
            table.next();
            assertThatThrownBy(() -> table.text(1)).hasMessage(file + ": row 1, column b: expected text, actual null");
            assertThatThrownBy(() -> table.number(3, 0, 9))
                    .hasMessage(file + ": row 1, column d: expected 0 to 9, actual -7");
        }
        write(file, List.of(new Line("a".repeat(1_001), null, Collections.nCopies(257, "c"), 0)));
        try (TableReader table = TableReader.open(file, COLUMNS, 1, MAX_BYTES)) {
            table.next();
            assertThatThrownBy(() -> table.text(0))
                    .hasMessage(file + ": row 1, column a: expected at most 1000 characters, actual 1001 characters");
            assertThatThrownBy(() -> table.texts(2))
                    .hasMessage(
                            file + ": row 1, column c: expected a readable value, actual list of more than 256 values");
        }
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        assertThatThrownBy(() -> TableReader.open(file, COLUMNS, 39_999, MAX_BYTES))
                .hasMessage(file + ": expected at most 39999 rows, actual 40000");
        assertThatThrownBy(() -> TableReader.open(file, COLUMNS, 40_000, 999))
                .hasMessage(file + ": expected at most 999 bytes, actual " + Files.size(file));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "ZSTD", "GZIP"})
    void pagesOfEveryCodecAreUnpacked(CompressionCodecName name) throws IOException {
        byte[] plain = "abcabcabc".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Codecs codecs = new Codecs();
        byte[] packed =
                codecs.getCompressor(name).compress(BytesInput.from(plain)).toByteArray();
        assertThat(codecs.getDecompressor(name)
                        .decompress(BytesInput.from(packed), plain.length)
                        .toByteArray())
                .isEqualTo(plain);
        assertThatThrownBy(() -> codecs.getDecompressor(name).decompress(BytesInput.from(packed), plain.length + 1))
                .isInstanceOf(IOException.class)
                .hasMessage("page of 900 bytes, expected 901");
        assertThatThrownBy(() -> codecs.getDecompressor(name).decompress(BytesInput.from(packed), 1 << 30))
                .isInstanceOf(IOException.class)
                .hasMessage("page of 1073741824 bytes, expected at most 67108864");
    }

    private static List<Line> read(Path from, List<Column> columns) {
        List<Line> lines = new ArrayList<>();
        try (TableReader table = TableReader.open(from, columns, LINES.size(), MAX_BYTES)) {
            while (table.next()) {
                lines.add(new Line(
                        table.text(0),
                        table.optionalText(1),
                        table.texts(2),
                        table.number(3, Integer.MIN_VALUE, Integer.MAX_VALUE)));
            }
            assertThat(table.rows()).isEqualTo(lines.size());
        }
        return lines;
    }
}
