package io.trialstream.app.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.app.terminal.ProgressView;
import io.trialstream.schemas.UserEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderTest {
    private static final Instant NOW = Instant.parse("2025-09-01T12:00:00Z");
    private static final String HEADER = "event_id,event_name,user_id,timestamp\r\n";

    @TempDir
    private Path folder = Path.of("");

    private final List<UserEvent> sent = new ArrayList<>();

    @Test
    void everyRowIsSentOrKeptByteForByte() throws IOException {
        String bad1 = "2,n,u,yesterday\r\n";
        String bad2 = "3,n\r\n";
        byte[] bad3 = "4,caf\u00e9,u,2025-09-01T10:00:00Z".getBytes(StandardCharsets.ISO_8859_1);
        Path file = folder.resolve("events.csv");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write((HEADER + "1,n,u,2025-09-01T10:00:00Z\r\n" + bad1 + "\r\n" + bad2
                            + "5,n,u,2025-09-01T11:00:00Z\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(bad3);
        }

        LoadReport report = load(file, Format.CSV, null);

        assertThat(sent).extracting(UserEvent::getEventId).containsExactly("1", "5");
        assertThat(report.read()).isEqualTo(5);
        assertThat(report.sent()).isEqualTo(2);
        assertThat(report.rejected()).isEqualTo(3);
        assertThat(report.byReason()).isEqualTo(Map.of("bad-timestamp", 1L, "malformed-csv", 1L, "not-utf-8", 1L));
        Path rejects = Objects.requireNonNull(report.rejectFile());
        assertThat(rejects).hasFileName("events-20250901-120000-000.csv");
        byte[] kept = Files.readAllBytes(rejects);
        assertThat(new String(kept, StandardCharsets.ISO_8859_1))
                .isEqualTo(HEADER + bad1 + bad2 + new String(bad3, StandardCharsets.ISO_8859_1));
        assertThat(Files.readString(rejects.resolveSibling("events-20250901-120000-000.reasons.jsonl")))
                .startsWith("{\"line\":3,\"reason\":\"bad-timestamp\",\"detail\":\"expected an ISO-8601 time, found")
                .contains("{\"line\":5,\"reason\":\"malformed-csv\",\"detail\":\"expected 4 fields, found 2\"}")
                .contains("{\"line\":7,\"reason\":\"not-utf-8\"");
        assertThat(report.toJson().toString())
                .isEqualTo("{\"read\":5,\"sent\":2,\"rejected\":3,\"rejectFile\":\"" + rejects
                        + "\",\"byReason\":{\"bad-timestamp\":1,\"malformed-csv\":1,\"not-utf-8\":1}}");
    }

    @Test
    void aCleanFileLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("events.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((HEADER + "1,n,u,2025-09-01T10:00:00Z\r\n").getBytes(StandardCharsets.UTF_8));
        }

        LoadReport report = load(file, Format.CSV, null);

        assertThat(report.sent()).isEqualTo(1);
        assertThat(report.toJson().toString())
                .isEqualTo("{\"read\":1,\"sent\":1,\"rejected\":0,\"rejectFile\":null,\"byReason\":{}}");
        assertThat(folder.resolve("rejects")).doesNotExist();
    }

    /** A wrong clock in one row must not close the windows of all others. */
    @Test
    void theNewestTimeIsOneThatAClockCanShow() throws IOException {
        Path file = folder.resolve("events.csv");
        Files.writeString(
                file,
                HEADER + "1,n,u,2025-09-01T12:04:59Z\r\n2,n,u,2100-01-01T00:00:00Z\r\n3,n,u,1999-01-01T00:00:00Z\r\n");

        LoadReport report = load(file, Format.CSV, null);

        assertThat(report.sent()).isEqualTo(3);
        assertThat(report.newest())
                .isEqualTo(Instant.parse("2025-09-01T12:04:59Z").toEpochMilli());
    }

    @Test
    void whatIsMissingIsToldBeforeAnythingIsSent() throws IOException {
        Path file = folder.resolve("events.csv");
        Files.writeString(file, "a,b\n1,2\n");
        Mapping mapping = Mapping.parse(
                "m.yaml",
                "event_id: { template: \"{a}-{c}\" }\nevent_name: { value: n }\nuser_id: { column: d }\n"
                        + "timestamp: { column: b, unit: s }\n",
                ZoneOffset.UTC);

        assertThatThrownBy(() -> load(file, Format.CSV, mapping))
                .hasMessage(file + ":1: the header lacks c, d; found a, b");
        assertThatThrownBy(() -> load(file, Format.CSV, null))
                .hasMessage(
                        file + ":1: the header lacks event_id, event_name, timestamp; without --mapping columns bear"
                                + " the names of the contract; found a, b");
        assertThatThrownBy(() -> load(folder.resolve("none"), Format.JSONL, null))
                .hasMessage("expected a file, found none at " + folder.resolve("none"));
        Files.writeString(file, "");
        assertThatThrownBy(() -> load(file, Format.CSV, null))
                .hasMessage(file + ": expected a header line, found an empty file");
        assertThat(sent).isEmpty();
    }

    /** The window of 10:00 to 10:15 is closed at 10:25, on the partition of the unit alone. */
    @Test
    void whatWouldBeLateIsCounted() throws IOException {
        Path file = folder.resolve("events.csv");
        Files.writeString(
                file,
                HEADER + "1,n,u,2025-09-01T10:14:59.999Z\r\n2,n,u,2025-09-01T10:15:00Z\r\n3,n,u,x\r\n"
                        + "4,n,u,2025-09-01T09:00:00Z\r\n");
        long watermark = Instant.parse("2025-09-01T10:25:00Z").toEpochMilli();

        assertThat(late(file, Map.of(0, watermark))).isEqualTo(2);
        assertThat(late(file, Map.of(0, watermark - 1))).isEqualTo(1);
        assertThat(late(file, Map.of(1, watermark))).isZero();
        assertThat(late(file, Map.of())).isZero();
    }

    private long late(Path file, Map<Integer, Long> watermarks) throws IOException {
        try (EventFile events = open(file, Format.CSV, null)) {
            return LateCheck.lateEvents(events, watermarks, 1, Duration.ofMinutes(15), Duration.ofMinutes(10));
        }
    }

    private LoadReport load(Path file, Format format, @Nullable Mapping mapping) throws IOException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (EventFile events = open(file, format, mapping);
                RejectFile rejects = new RejectFile(folder.resolve("rejects"), file, NOW, events.headerRow());
                ProgressView progress = ProgressView.start("load", "bytes", 1, nowhere)) {
            return new Loader(events, new Collector(), rejects, progress, NOW, Duration.ofMinutes(5)).run();
        }
    }

    private static EventFile open(Path file, Format format, @Nullable Mapping mapping) throws IOException {
        return EventFile.open(new EventFile.Source(file, format, mapping, ZoneOffset.UTC, false));
    }

    private final class Collector implements EventSender {
        @Override
        public void send(UserEvent event) {
            sent.add(event);
        }

        @Override
        public void flush() {}
    }
}
