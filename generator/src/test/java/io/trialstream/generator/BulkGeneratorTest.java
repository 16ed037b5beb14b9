package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.TruthJson;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkGeneratorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LocalDate FIRST = LocalDate.of(2025, 8, 7);
    private static final LocalDate LAST = LocalDate.of(2025, 8, 9);
    private static final long SESSION_GAP = 30 * 60_000;

    @TempDir
    Path out;

    @Test
    void theSameSeedGivesTheSameBytesWithAnyNumberOfThreads() throws IOException {
        run(options(31, out.resolve("a")));
        run(options(31, out.resolve("b"), 1));
        run(options(32, out.resolve("c")));
        assertThat(files(out.resolve("a"))).hasSize(4);
        for (Path file : files(out.resolve("a"))) {
            assertThat(out.resolve("b").resolve(file))
                    .hasSameBinaryContentAs(out.resolve("a").resolve(file));
            assertThat(Files.mismatch(
                            out.resolve("c").resolve(file), out.resolve("a").resolve(file)))
                    .isNotNegative();
        }
    }

    @Test
    void linesHaveTheFormatOfTheContract() throws IOException {
        run(options(33, out));
        for (JsonNode line : lines(LocalDate.of(2025, 8, 8))) {
            assertThat(line.get("event_id").textValue())
                    .matches("|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(line.get("timestamp").textValue())
                    .matches("(2025-08-08|2100-01-01|1900-01-01)T\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0[89]:..");
            JsonNode context = JSON.readTree(line.get("context").textValue());
            assertThat(context.get("page").get("url").textValue()).startsWith("https://reciping.co.kr/");
            assertThat(context.get("user_agent").isTextual()).isTrue();
            assertThat(JSON.readTree(line.get("event_properties").textValue()).isObject())
                    .isTrue();
            assertThat(line.get("session_id").textValue()).startsWith("session_");
        }
    }

    /** Counts from the files alone what of the ledger can be seen in them. */
    @Test
    void theLedgerEqualsACountOverTheFiles() throws IOException {
        RunResult result = run(options(34, out));
        Truth truth = result.truth();
        Set<String> bots = new HashSet<>();
        truth.bots().values().forEach(archetype -> bots.addAll(archetype.units()));
        FileCount count = new FileCount(bots);
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            Files.readAllLines(eventsFile(day)).forEach(count::line);
        }
        assertThat(count.in).isEqualTo(truth.accounting().in()).isEqualTo(result.events());
        assertThat(count.invalid)
                .isEqualTo(truth.accounting().byReason().get("invalid"))
                .hasSize(6);
        assertThat(count.copies).isEqualTo(truth.accounting().duplicate()).isPositive();
        assertThat(count.sessions())
                .isEqualTo(truth.sessions().people()
                        + truth.sessions().bots()
                        + truth.sessions().open());
        for (Truth.VariantTruth variant : truth.experiments().get(0).variants()) {
            assertThat(variant.impressions()).isEqualTo(count.impressions.get(variant.variant()));
            assertThat(variant.clicks()).isEqualTo(count.clicks.get(variant.variant()));
        }
        assertThat(TruthJson.read(out.resolve("truth.json"))).isEqualTo(truth);
    }

    /** What lines tell of themselves. */
    private static final class FileCount {
        private final Set<String> bots;
        private final Set<String> seen = new HashSet<>();
        private final Map<String, TreeSet<Long>> times = new TreeMap<>();
        private final Map<String, Long> invalid = new TreeMap<>();
        private final Map<String, Long> impressions = new TreeMap<>();
        private final Map<String, Long> clicks = new TreeMap<>();
        private long in;
        private long copies;

        FileCount(Set<String> bots) {
            this.bots = bots;
        }

        void line(String text) {
            in++;
            JsonNode line;
            try {
                line = JSON.readTree(text);
            } catch (IOException e) {
                invalid.merge("undecodable", 1L, Long::sum);
                return;
            }
            long time = OffsetDateTime.parse(line.get("timestamp").textValue())
                    .toInstant()
                    .toEpochMilli();
            String id = line.get("event_id").textValue();
            if (id.isEmpty()) {
                invalid.merge("missing-event-id", 1L, Long::sum);
            } else if (line.get("event_name").textValue().isEmpty()) {
                invalid.merge("missing-event-name", 1L, Long::sum);
            } else if (!line.has("user_id") && !line.has("anonymous_id")) {
                invalid.merge("missing-unit", 1L, Long::sum);
            } else if (time > Instant.parse("2030-01-01T00:00:00Z").toEpochMilli()) {
                invalid.merge("future-timestamp", 1L, Long::sum);
            } else if (time < 0) {
                invalid.merge("ancient-timestamp", 1L, Long::sum);
            } else {
                valid(line, id, time);
            }
        }

        private void valid(JsonNode line, String id, long time) {
            String unit = line.path("user_id").asText(line.get("anonymous_id").textValue());
            if (!seen.add(unit + id)) {
                copies++;
                return;
            }
            times.computeIfAbsent(unit, missing -> new TreeSet<>()).add(time);
            if (!bots.contains(unit)) {
                String arm =
                        nested(line, "event_properties").path("ab_test_group").asText("none");
                String name = line.get("event_name").textValue();
                impressions.merge(arm, name.equals("ad_impression") ? 1L : 0L, Long::sum);
                clicks.merge(arm, name.equals("ad_click") ? 1L : 0L, Long::sum);
            }
        }

        long sessions() {
            return times.values().stream()
                    .mapToLong(BulkGeneratorTest::sessions)
                    .sum();
        }
    }

    private static JsonNode nested(JsonNode line, String member) {
        try {
            return JSON.readTree(line.get(member).textValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStopLeavesWholeDaysAndTheirLedger() throws IOException {
        RunResult result = BulkGenerator.run(options(35, out), 0, progress -> {}, () -> true);
        assertThat(result.stopped()).isTrue();
        assertThat(files(out)).containsExactly(Path.of("2025-08-07", "events.jsonl"), Path.of("truth.json"));
        assertThat(lines(FIRST))
                .hasSize(Math.toIntExact(result.truth().accounting().in()
                        - result.truth().deliveries().getOrDefault("undecodable", 0L)));
        assertThat(result.end()).isEqualTo(Instant.parse("2025-08-07T15:00:00Z"));
    }

    @Test
    void filesThatAreThereAreNotOverwrittenUnasked() {
        BulkOptions options = options(36, out);
        run(options);
        assertThatThrownBy(() -> run(options))
                .isInstanceOf(GeneratorException.class)
                .hasMessageEndingWith("events.jsonl is there already: choose another folder, or overwrite it");
        run(new BulkOptions(options.model(), FIRST, LAST, out, 1, true));
    }

    @Test
    void progressEndsAtTheTotal() {
        List<Progress> seen = new ArrayList<>();
        BulkOptions options = options(37, out);
        long total = Sizing.count(options.model(), options.start(), options.end(), 1);
        RunResult result = BulkGenerator.run(options, total, seen::add, () -> false);
        assertThat(seen).hasSize(1 + 3).last().satisfies(last -> {
            assertThat(last.events()).isEqualTo(last.total()).isEqualTo(result.events());
            assertThat(last.position()).isEqualTo(result.end());
        });
    }

    @Test
    void faultsThatFilesCannotCarryAreRefused() {
        Model model = Models.defaults(1, 1);
        assertThatThrownBy(() -> new BulkOptions(model, FIRST, LAST, out, 1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the fault late-copy cannot be written to files");
        assertThatThrownBy(() -> new BulkOptions(model, LAST, FIRST, out, 1, false))
                .hasMessage("end-date is 2025-08-07, expected not before start-date, 2025-08-09");
    }

    private static long sessions(TreeSet<Long> times) {
        long sessions = 0;
        long before = Long.MIN_VALUE / 2;
        for (long time : times) {
            sessions += time - before > SESSION_GAP ? 1 : 0;
            before = time;
        }
        return sessions;
    }

    private static BulkOptions options(long seed, Path folder) {
        return options(seed, folder, 2);
    }

    private static BulkOptions options(long seed, Path folder, int threads) {
        Model model = Models.defaults(seed, 1_900);
        Faults faults = PopulationFile.defaults().fileFaults();
        for (Fault fault : Fault.values()) {
            faults = fault.invalid() && fault.fitsFiles() ? faults.with(fault, .002) : faults;
        }
        return new BulkOptions(model.withFaults(faults), FIRST, LAST, folder, threads, false);
    }

    private static RunResult run(BulkOptions options) {
        return BulkGenerator.run(options, 0, progress -> {}, () -> false);
    }

    /** The lines that are JSON. */
    private List<JsonNode> lines(LocalDate day) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(eventsFile(day))) {
            if (line.endsWith("}")) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    private Path eventsFile(LocalDate day) {
        return out.resolve(day.toString()).resolve("events.jsonl");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }
}
