package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
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
    void theSameSeedGivesTheSameBytes() throws IOException {
        run(options(31, out.resolve("a")));
        run(options(31, out.resolve("b")));
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
            assertThat(line.get("event_id").textValue()).hasSize(36);
            assertThat(line.get("timestamp").textValue()).matches("2025-08-08T\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+09:00");
            JsonNode context = JSON.readTree(line.get("context").textValue());
            assertThat(context.get("page").get("url").textValue()).startsWith("https://reciping.co.kr/");
            assertThat(context.get("user_agent").isTextual()).isTrue();
            assertThat(JSON.readTree(line.get("event_properties").textValue()).isObject())
                    .isTrue();
            assertThat(line.has("user_id") || line.has("anonymous_id")).isTrue();
        }
    }

    /** Counts from the files alone what of the ledger can be seen in them. */
    @Test
    void theLedgerEqualsACountOverTheFiles() throws IOException {
        RunResult result = run(options(34, out));
        long in = 0;
        Map<String, Long> firstTimes = new HashMap<>();
        Map<String, TreeSet<Long>> times = new TreeMap<>();
        Map<String, Long> impressions = new TreeMap<>();
        Map<String, Long> clicks = new TreeMap<>();
        Set<String> bots = new HashSet<>();
        result.truth().bots().values().forEach(archetype -> bots.addAll(archetype.units()));
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            for (JsonNode line : lines(day)) {
                in++;
                String unit =
                        line.path("user_id").asText(line.get("anonymous_id").textValue());
                long time = OffsetDateTime.parse(line.get("timestamp").textValue())
                        .toInstant()
                        .toEpochMilli();
                if (firstTimes.putIfAbsent(unit + line.get("event_id").textValue(), time) == null) {
                    times.computeIfAbsent(unit, missing -> new TreeSet<>()).add(time);
                    String arm = JSON.readTree(line.get("event_properties").textValue())
                            .path("ab_test_group")
                            .asText("none");
                    if (!bots.contains(unit)) {
                        String name = line.get("event_name").textValue();
                        impressions.merge(arm, name.equals("ad_impression") ? 1L : 0L, Long::sum);
                        clicks.merge(arm, name.equals("ad_click") ? 1L : 0L, Long::sum);
                    }
                }
            }
        }
        Truth truth = result.truth();
        assertThat(in).isEqualTo(truth.accounting().in()).isEqualTo(result.events());
        assertThat(firstTimes).hasSize(Math.toIntExact(truth.accounting().distinct()));
        assertThat(in - firstTimes.size())
                .isEqualTo(truth.accounting().duplicate())
                .isPositive();
        assertThat(times.values().stream()
                        .mapToLong(BulkGeneratorTest::sessions)
                        .sum())
                .isEqualTo(truth.sessions().people()
                        + truth.sessions().bots()
                        + truth.sessions().open());
        for (Truth.VariantTruth variant : truth.experiments().get(0).variants()) {
            assertThat(variant.impressions()).isEqualTo(impressions.get(variant.variant()));
            assertThat(variant.clicks()).isEqualTo(clicks.get(variant.variant()));
        }
        assertThat(TruthJson.read(out.resolve("truth.json"))).isEqualTo(truth);
    }

    @Test
    void aStopLeavesWholeDaysAndTheirLedger() throws IOException {
        RunResult result = BulkGenerator.run(options(35, out), progress -> {}, () -> true);
        assertThat(result.stopped()).isTrue();
        assertThat(files(out)).containsExactly(Path.of("2025-08-07", "events.jsonl"), Path.of("truth.json"));
        assertThat(lines(FIRST))
                .hasSize(Math.toIntExact(result.truth().accounting().in()));
        assertThat(result.end()).isEqualTo(Instant.parse("2025-08-07T15:00:00Z"));
    }

    @Test
    void filesThatAreThereAreNotOverwrittenUnasked() {
        BulkOptions options = options(36, out);
        run(options);
        assertThatThrownBy(() -> run(options))
                .isInstanceOf(GeneratorException.class)
                .hasMessageEndingWith("events.jsonl is there already: choose another folder, or overwrite it");
        run(new BulkOptions(options.model(), FIRST, LAST, out, true));
    }

    @Test
    void progressEndsAtTheTotal() {
        List<Progress> seen = new ArrayList<>();
        RunResult result = BulkGenerator.run(options(37, out), seen::add, () -> false);
        assertThat(seen).hasSize(3 * 96).last().satisfies(last -> {
            assertThat(last.events()).isEqualTo(last.total()).isEqualTo(result.events());
            assertThat(last.position()).isEqualTo(result.end());
        });
    }

    @Test
    void faultsThatFilesCannotCarryAreRefused() {
        Model model = Model.defaults(1, 1);
        assertThatThrownBy(() -> new BulkOptions(model, FIRST, LAST, out, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected only duplicates, restamped and outOfOrder");
        assertThatThrownBy(() -> BulkOptions.of(10, LAST, FIRST, 1, out))
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
        return BulkOptions.of(12_000, FIRST, LAST, seed, folder);
    }

    private static RunResult run(BulkOptions options) {
        return BulkGenerator.run(options, progress -> {}, () -> false);
    }

    private List<JsonNode> lines(LocalDate day) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve(day.toString()).resolve("events.jsonl"))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
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
