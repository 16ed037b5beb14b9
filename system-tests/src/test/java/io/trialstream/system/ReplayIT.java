package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trialstream.app.command.TopicReader;
import io.trialstream.app.command.experiment.Experiments;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.oracle.Oracle;
import io.trialstream.oracle.OracleResult;
import io.trialstream.oracle.OracleSettings;
import io.trialstream.oracle.RawRecord;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.topology.enrich.UserAgents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code replay} beside a live {@code run}: what it finds different is what two batch computations over the raw topic differ in, and nothing
 * of anybody else's is touched.
 */
@Timeout(600)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplayIT {
    private static final int PARTITIONS = 4;
    private static final String EVENTS = "24000";
    private static final int ACTS_A_MINUTE = 4;
    private static final long A_MINUTE = 60_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final UserAgents AGENTS = new UserAgents();

    @TempDir
    static Path directory;

    private static LocalPlatform platform;
    private static SchemaRegistryClient registry;
    private static TopicReader reader;
    private static Admin admin;
    private static RunProcess live;
    private static List<RawRecord> raw;
    private static OracleResult expectedLive;

    @BeforeAll
    static void start() throws Exception {
        platform = LocalPlatform.start(PlatformOptions.in(directory).anyPorts());
        registry = SchemaRegistryClient.of(platform.registry());
        Map<String, Object> kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, platform.bootstrap());
        reader = new TopicReader(kafka);
        admin = Admin.create(kafka);
        TopicAdmin.ensure(admin, TopicAdmin.contract(Topics.RAW.name(), PARTITIONS));
        try (Experiments experiments = new Experiments(kafka, registry, Topics.RAW.name())) {
            experiments.apply(DefaultExperiments.first());
        }
        live = RunProcess.start(directory);
        live.awaitReady();
        generate("2025-08-08-00-00", "7");
        raw = RawTopicRecords.read(reader, registry);
        expectedLive = Oracle.run(raw, settings());
        awaitLive(expectedLive);
    }

    @AfterAll
    static void stop() throws Exception {
        live.close();
        admin.close();
        platform.close();
    }

    @Test
    @Order(1)
    void theSameRulesMakeTheSameFinalsAndNothingStays() throws Exception {
        Set<String> topics = topics();
        Set<String> subjects = subjects();
        Map<TopicPartition, Long> ends = ends();

        JsonNode diff = JSON.readTree(replay(0, "--diff", "--json"));

        assertCounts(diff.path("windows"), expectedLive.finals().size(), 0, 0, 0);
        assertCounts(diff.path("sessions"), expectedLive.sessions().size(), 0, 0, 0);
        assertThat(expectedLive.finals()).hasSizeGreaterThan(50);
        assertThat(expectedLive.sessions()).hasSizeGreaterThan(500);
        assertThat(diff.path("examples")).isEmpty();
        assertThat(diff.properties())
                .extracting(Map.Entry::getKey)
                .startsWith("from", "to", "windows", "sessions", "examples");
        assertThat(ends()).isEqualTo(ends);
        assertThat(topics()).isEqualTo(topics);
        assertThat(subjects()).isEqualTo(subjects);
        assertThat(groups()).isEqualTo(Set.of("trialstream", "trialstream-relay"));
        assertThat(directory.resolve("replays")).isEmptyDirectory();
    }

    /** A stricter bot rule: what differs, and what stands in the replay's topics, is what the batch computation says. */
    @Test
    @Order(2)
    void anotherRuleMakesTheDifferencesThatAreToBeExpectedAndIsDiscardedWhole() throws Exception {
        // Begin as the replay's own do, and are none of its.
        List<String> neighbours =
                List.of("replay-strict-er-sessions", "trialstream-replay-strict-er-users-changelog", "replay-strict-");
        admin.createTopics(neighbours.stream()
                        .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
                        .toList())
                .all()
                .get();
        Set<String> topics = topics();
        Set<String> subjects = subjects();
        Map<TopicPartition, Long> ends = ends();
        OracleSettings.Bots bots = settings().bots();
        OracleResult expected = Oracle.run(
                raw,
                settings()
                        .with(new OracleSettings.Bots(
                                ACTS_A_MINUTE,
                                bots.perHour(),
                                bots.burstGaps(),
                                bots.burstBelow(),
                                bots.automaticEvents(),
                                bots.crawler())));

        JsonNode diff = JSON.readTree(replay(
                3, "--diff", "--json", "--into", "strict", "--set", "bots.rules.volume.per-minute=" + ACTS_A_MINUTE));

        assertDiff(diff, expected, span -> true, span -> true);
        assertThat(diff.path("windows").path("changed").asLong()).isPositive();
        assertThat(diff.path("sessions").path("changed").asLong()).isPositive();
        assertExamples(diff, expected);
        assertThat(read("replay-strict-variant-ctr", VariantWindow.class)).isEqualTo(once(expected.finals()));
        assertThat(values(read("replay-strict-sessions", Session.class)))
                .containsExactlyInAnyOrderElementsOf(expected.sessions());
        assertThat(ends()).isEqualTo(ends);
        assertThat(subjects()).isEqualTo(subjects);

        Cli.Ended again = Cli.run(directory, PATIENCE, with("replay", "--into", "strict"));
        assertThat(again.status()).isEqualTo(1);
        assertThat(lastLine(again.err()))
                .startsWith("trialstream replay: a replay strict is there already (")
                .endsWith("./trialstream replay discard strict removes it, or choose another name");
        assertThat(trialstream(0, "replay", "list")).isEqualTo("strict\n");
        String discarded = trialstream(0, "replay", "discard", "strict");
        assertThat(discarded.lines())
                .contains(
                        "removed topic replay-strict-variant-ctr", "removed consumer group trialstream-replay-strict");
        assertThat(topics()).isEqualTo(topics);
        assertThat(groups()).isEqualTo(Set.of("trialstream", "trialstream-relay"));
        assertThat(directory.resolve("replays")).isEmptyDirectory();
        assertThat(trialstream(0, "replay", "discard", "strict")).isEqualTo("there is nothing of a replay strict\n");
        admin.deleteTopics(neighbours).all().get();
    }

    /** A span in the middle, warm: with shorter sessions some are only live, some only replayed, and none outside is compared. */
    @Test
    @Order(3)
    void aSpanIsComparedWithAllThatLiesBeforeItKnown() throws Exception {
        Instant from = Instant.parse("2025-08-08T00:00:00Z");
        Instant to = Instant.parse("2025-08-08T06:00:00Z");
        OracleSettings.Time time = settings().time();
        OracleResult expected = Oracle.run(
                raw,
                settings()
                        .with(new OracleSettings.Time(
                                time.window(),
                                time.grace(),
                                A_MINUTE,
                                time.skew(),
                                time.oldestEvent(),
                                time.watermarkFrom(),
                                time.maxJump(),
                                time.memory())));

        JsonNode diff = JSON.readTree(replay(
                3,
                "--diff",
                "--json",
                "--from",
                "2025-08-08T09:00:00+09:00",
                "--to",
                "2025-08-08T06:00",
                "--set",
                "sessions.gap=PT1M"));

        assertDiff(
                diff,
                expected,
                window -> in(window.getWindowStart(), from, to),
                session -> in(session.getEnd(), from, to));
        assertThat(diff.path("windows").path("same").asLong()).isPositive();
        for (String count : List.of("same", "changed", "onlyLive", "onlyReplay")) {
            assertThat(diff.path("sessions").path(count).asLong()).as(count).isPositive();
        }
        assertThat(diff.path("from").asText()).isEqualTo(from.toString());
        assertThat(diff.path("comparedTo").path("windows").asText()).isEqualTo(to.toString());
        assertThat(diff.path("comparedTo").path("sessions").asText()).isEqualTo(to.toString());
    }

    @Test
    @Order(4)
    void leavesNothingWhenItIsTold() throws Exception {
        Set<String> topics = topics();
        try (Cli replay = Cli.start(directory, with("replay", "--diff"))) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (topics().stream()
                    .noneMatch(topic -> topic.endsWith("-users-changelog") && topic.contains("-tmp-"))) {
                assertThat(System.nanoTime()).as(replay.err()).isLessThan(deadline);
                assertThat(replay.alive()).as(replay.err()).isTrue();
            }
            replay.terminate();
            assertThat(replay.await(PATIENCE).status()).isNotZero();
        }
        assertThat(topics()).isEqualTo(topics);
        assertThat(directory.resolve("replays")).isEmptyDirectory();
    }

    /** The live application is stopped, and a further day of events is not judged by it: that day is no difference. */
    @Test
    @Order(5)
    void whatOneSideHasNotJudgedYetIsNoDifference() throws Exception {
        assertThat(live.stop()).isZero();
        generate("2025-08-09-12-00", "8");

        JsonNode diff = JSON.readTree(replay(0, "--diff", "--json"));

        Instant liveFinal = Instant.parse(diff.path("finalTo").path("live").asText());
        Instant replayFinal = Instant.parse(diff.path("finalTo").path("replay").asText());
        assertThat(replayFinal).isAfter(liveFinal.plus(Duration.ofHours(6)));
        assertThat(diff.path("comparedTo").path("windows").asText()).isEqualTo(liveFinal.toString());
        assertCounts(diff.path("windows"), expectedLive.finals().size(), 0, 0, 0);
        assertCounts(diff.path("sessions"), expectedLive.sessions().size(), 0, 0, 0);
        allIsComparedOnceItCatchesUp();
    }

    /** It may still be behind when the replay is done, and is waited for. */
    private static void allIsComparedOnceItCatchesUp() throws Exception {
        live = RunProcess.start(directory);
        live.awaitReady();

        JsonNode diff = JSON.readTree(replay(0, "--diff", "--json"));

        OracleResult expected = Oracle.run(RawTopicRecords.read(reader, registry), settings());
        assertThat(expected.finals()).hasSizeGreaterThan(expectedLive.finals().size());
        assertCounts(diff.path("windows"), expected.finals().size(), 0, 0, 0);
        assertCounts(diff.path("sessions"), expected.sessions().size(), 0, 0, 0);
        assertThat(diff.path("notes")).isEmpty();
    }

    private static OracleSettings settings() {
        return OracleSettings.defaults(PARTITIONS)
                .with(
                        agent -> AGENTS.agent(agent).crawler(),
                        agent -> AGENTS.agent(agent).deviceClass());
    }

    private static void generate(String start, String seed) throws Exception {
        trialstream(
                0,
                "generate",
                "stream",
                "--start-date",
                start,
                "--num-intervals",
                "72",
                "--events",
                EVENTS,
                "--seed",
                seed,
                "--close",
                "--truth",
                directory.resolve("truth-" + seed + ".json").toString());
    }

    private static void awaitLive(OracleResult expected) throws Exception {
        live.await("/api/v1/accounting", data -> {
            boolean all = data.path("in").asLong() == expected.total().in()
                    && data.path("partitions").size() == PARTITIONS;
            for (JsonNode p : data.path("partitions")) {
                Long watermark =
                        expected.partitions().get(p.path("partition").asInt()).watermark();
                all &= Instant.ofEpochMilli(Objects.requireNonNull(watermark))
                        .toString()
                        .equals(p.path("watermark").asText());
            }
            return all;
        });
    }

    /** The counts, worked out from what the oracle says of both. */
    private static void assertDiff(
            JsonNode diff, OracleResult replayed, Predicate<VariantWindow> inWindows, Predicate<Session> inSessions) {
        assertCounts(
                diff.path("windows"), within(expectedLive.finals(), inWindows), within(replayed.finals(), inWindows));
        assertCounts(
                diff.path("sessions"),
                within(byStart(expectedLive.sessions()), inSessions),
                within(byStart(replayed.sessions()), inSessions));
    }

    private static <T> void assertCounts(JsonNode counts, Map<String, T> live, Map<String, T> replayed) {
        Set<String> both = new TreeSet<>(live.keySet());
        both.retainAll(replayed.keySet());
        long same = both.stream()
                .filter(key -> Objects.equals(live.get(key), replayed.get(key)))
                .count();
        assertCounts(counts, same, both.size() - same, live.size() - both.size(), replayed.size() - both.size());
    }

    private static void assertCounts(JsonNode counts, long same, long changed, long onlyLive, long onlyReplay) {
        assertThat(counts)
                .isEqualTo(JSON.createObjectNode()
                        .put("same", Math.toIntExact(same))
                        .put("changed", Math.toIntExact(changed))
                        .put("onlyLive", Math.toIntExact(onlyLive))
                        .put("onlyReplay", Math.toIntExact(onlyReplay)));
    }

    /** The earliest ten changed windows, each with what it was and what it became. */
    private static void assertExamples(JsonNode diff, OracleResult replayed) {
        List<JsonNode> windows = new ArrayList<>();
        diff.path("examples").forEach(example -> {
            if (example.path("of").asText().equals("window")) {
                windows.add(example);
            }
        });
        List<Long> earliest = expectedLive.finals().entrySet().stream()
                .filter(window -> !window.getValue().equals(replayed.finals().get(window.getKey())))
                .map(window -> window.getValue().getWindowStart())
                .sorted()
                .limit(10)
                .toList();
        assertThat(windows)
                .extracting(example -> example.path("live").path("window_start").asLong())
                .isEqualTo(earliest);
        for (JsonNode example : windows) {
            String key = example.path("key").asText();
            assertThat(example.path("live").path("bot_users").asLong())
                    .isEqualTo(expectedLive.finals().get(key).getBotUsers());
            assertThat(example.path("replay").path("bot_users").asLong())
                    .isEqualTo(replayed.finals().get(key).getBotUsers());
        }
    }

    private static boolean in(long time, Instant from, Instant to) {
        return from.toEpochMilli() <= time && time < to.toEpochMilli();
    }

    private static <T> Map<String, T> within(Map<String, T> all, Predicate<T> span) {
        return all.entrySet().stream()
                .filter(entry -> span.test(entry.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, Session> byStart(Collection<Session> sessions) {
        return sessions.stream()
                .collect(Collectors.toMap(session -> session.getUnit() + "@" + session.getStart(), session -> session));
    }

    private static Map<String, List<VariantWindow>> once(Map<String, VariantWindow> windows) {
        Map<String, List<VariantWindow>> all = new TreeMap<>();
        windows.forEach((key, window) -> all.put(key, List.of(window)));
        return all;
    }

    private static <T> List<T> values(Map<String, List<T>> records) {
        return records.values().stream().flatMap(Collection::stream).toList();
    }

    private static <T extends SpecificRecord> Map<String, List<T>> read(String topic, Class<T> type) {
        AvroDecoder<T> decoder = new AvroDecoder<>(registry, type);
        Map<String, List<T>> records = new TreeMap<>();
        reader.read(
                topic,
                null,
                record -> records.computeIfAbsent(
                                new String(record.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
                        .add(decoder.decode(record.value())));
        return records;
    }

    private static Set<String> topics() throws Exception {
        return new TreeSet<>(admin.listTopics().names().get());
    }

    private static Set<String> groups() throws Exception {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of all that the live application reads and writes, but for scorecards, which it makes anew every second. */
    private static Map<TopicPartition, Long> ends() throws Exception {
        Set<String> names = Topics.ALL.stream()
                .map(topic -> topic.name())
                .filter(name -> !name.equals(Topics.SCORECARDS.name()))
                .collect(Collectors.toSet());
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .forEach((name, description) -> description
                        .partitions()
                        .forEach(partition ->
                                asked.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private static Set<String> subjects() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(platform.registry() + "/subjects"))
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        Set<String> subjects = new TreeSet<>();
        JSON.readTree(answer.body()).forEach(subject -> subjects.add(subject.asText()));
        assertThat(subjects).contains("sessions-value");
        return subjects;
    }

    private static String replay(int status, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "replay";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return trialstream(status, all);
    }

    /** Runs a command that has to end so. @return its standard output */
    private static String trialstream(int status, String... arguments) throws Exception {
        Cli.Ended ended = Cli.run(directory, PATIENCE, with(arguments));
        assertThat(ended.status()).as(ended.err() + ended.out()).isEqualTo(status);
        return ended.out();
    }

    private static String[] with(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", directory.toString()));
        return all.toArray(String[]::new);
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().toList();
        return lines.get(lines.size() - 1);
    }
}
