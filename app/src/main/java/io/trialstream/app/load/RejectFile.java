package io.trialstream.app.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What a load refused: the rows byte for byte, line ends included, so that they can be mended and loaded again (of CSV
 * behind the header line); beside them {@code ….reasons.jsonl} with line, reason and detail of each. Made with the
 * first row.
 */
final class RejectFile implements Closeable {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Path reasonsFile;
    private final @Nullable Row header;
    private @Nullable OutputStream rows;
    private @Nullable OutputStream reasons;

    /**
     * @param directory made when needed
     * @param input the file that is loaded, for the name
     * @param at when the load began, for the name
     * @param header of a CSV file
     */
    RejectFile(Path directory, Path input, Instant at, @Nullable Row header) {
        String name = String.valueOf(input.getFileName()).replaceFirst("\\.gz$", "");
        int dot = name.lastIndexOf('.');
        String base = (dot > 0 ? name.substring(0, dot) : name) + "-" + STAMP.format(at);
        file = directory.resolve(base + (dot > 0 ? name.substring(dot) : ""));
        reasonsFile = directory.resolve(base + ".reasons.jsonl");
        this.header = header;
    }

    /** Where the rows are; null while there are none. */
    @Nullable
    Path path() {
        return rows == null ? null : file;
    }

    void add(Row row, RejectedRowException why) throws IOException {
        OutputStream to = rows;
        OutputStream because = reasons;
        if (to == null || because == null) {
            Files.createDirectories(file.getParent());
            to = new BufferedOutputStream(Files.newOutputStream(file));
            because = new BufferedOutputStream(Files.newOutputStream(reasonsFile));
            rows = to;
            reasons = because;
            if (header != null) {
                to.write(header.bytes());
                to.write(header.lineEnd());
            }
        }
        to.write(row.bytes());
        to.write(row.lineEnd());
        because.write(JSON.writeValueAsBytes(JsonNodeFactory.instance
                .objectNode()
                .put("line", row.line())
                .put("reason", why.reason().id())
                .put("detail", why.detail())));
        because.write("\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        if (rows != null) {
            rows.close();
        }
        if (reasons != null) {
            reasons.close();
        }
    }
}
