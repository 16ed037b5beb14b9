package io.trialstream.connect.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3SinkTaskTest {
    private static final TopicPartition PARTITION = new TopicPartition(TestRecords.TOPIC, 0);
    private static final String MIDNIGHT = "staging_area/events/year=2025/month=09/day=01/hour=00/minute=00/events+0+";
    private static final String INGESTED = "staging_area/events/year=2026/month=01/day=02/hour=03/minute=00/events+0+";
    private static final long QUARTER_MS = 900_000;

    private S3Server server;
    private String bucket = "";
    private Map<String, String> settings = Map.of();

    @BeforeAll
    void startServer(@TempDir Path folder) throws Exception {
        server = S3Server.start(folder);
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void newBucket(TestInfo test) throws IOException {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        bucket = name.substring(0, Math.min(50, name.length()));
        server.createBucket(bucket);
        settings = server.settings(bucket);
        settings.put(S3SinkConfig.TIMESTAMP_FIELD, "at");
        settings.put(S3SinkConfig.BLOCK_OFFSETS, "50");
    }

    private static List<SinkRecord> events(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> TestRecords.event(0, offset, TestRecords.DAY_MS + offset, "text " + offset))
                .toList();
    }

    private List<Long> offsetsOf(String key) {
        return server.objects(bucket)
                .getOrDefault(key, "")
                .lines()
                .map(line ->
                        TestRecords.parse(line).path("_kafka").path("offset").longValue())
                .toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void anOpenBlockIsWrittenWhenIdleAndOverwrittenByItsCompleteForm() {
        Worker worker = new Worker(settings, events(0, 60));
        worker.poll(PARTITION, 30);
        assertThat(worker.timeoutMs()).isBetween(1L, 5_000L);
        worker.pollNothing();
        assertThat(server.objects(bucket)).isEmpty();
        assertThat(worker.preCommit()).isEmpty();

        worker.advanceClock(5_000);
        worker.pollNothing();
        worker.pollNothing();
        assertThat(server.objects(bucket)).containsOnlyKeys(MIDNIGHT + "0.json");
        assertThat(offsetsOf(MIDNIGHT + "0.json")).isEqualTo(range(0, 30));
        assertThat(worker.preCommit()).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(30)));

        worker.poll(PARTITION, 100);
        worker.pollNothing();
        worker.finish(10);
        assertThat(server.objects(bucket)).containsOnlyKeys(MIDNIGHT + "0.json", MIDNIGHT + "50.json");
        assertThat(offsetsOf(MIDNIGHT + "0.json")).isEqualTo(range(0, 50));
        assertThat(offsetsOf(MIDNIGHT + "50.json")).isEqualTo(range(50, 60));
        assertThat(worker.committed(PARTITION)).isEqualTo(60);
        worker.stop();
    }

    @Test
    void theOldestRecordWaitsNoLongerThanItMayWhereThePartitionIsNeverIdle() {
        settings.put(S3SinkConfig.FLUSH_MAX_AGE_MS, "20000");
        Worker worker = new Worker(settings, events(0, 50));
        for (int second = 0; second < 20; second += 4) {
            worker.poll(PARTITION, 1);
            worker.advanceClock(4_000);
            assertThat(server.objects(bucket)).isEmpty();
        }
        worker.poll(PARTITION, 1);
        worker.pollNothing();

        assertThat(offsetsOf(MIDNIGHT + "0.json")).isEqualTo(range(0, 6));
        worker.stop();
    }

    @Test
    void aBlockIsReadFromItsStartWhereverTheConsumerBegins() {
        Worker worker = new Worker(settings, events(0, 120));
        worker.setOffset(PARTITION, 77);
        worker.finish(10);

        assertThat(worker.rewound()).containsExactly(Map.of(PARTITION, 50L));
        assertThat(server.objects(bucket)).containsOnlyKeys(MIDNIGHT + "50.json", MIDNIGHT + "100.json");
        assertThat(offsetsOf(MIDNIGHT + "50.json")).isEqualTo(range(50, 100));
        worker.stop();
    }

    @Test
    void whatRetentionHasRemovedFromTheTopicStaysInTheArchive() {
        List<SinkRecord> records = new ArrayList<>(events(0, 20));
        for (long offset = 20; offset < 45; offset++) {
            records.add(TestRecords.event(0, offset, TestRecords.DAY_MS + offset % 2 * QUARTER_MS, "later"));
        }
        Worker worker = new Worker(settings, records);
        worker.poll(PARTITION, 40);
        worker.advanceClock(5_000);
        worker.pollNothing();
        worker.pollNothing();
        worker.commit();
        worker.truncate(PARTITION, 25);
        worker.kill();
        worker.finish(3);

        Map<String, String> objects = server.objects(bucket);
        assertThat(TestRecords.parsed(objects)).containsExactlyInAnyOrderEntriesOf(TestRecords.archive(records, 50));
        worker.stop();
    }

    @Test
    void aTopicWhoseFirstRecordsAreGoneFromTheBeginningStartsWithTheFirstThereIs() {
        Worker worker = new Worker(settings, events(30, 60));
        worker.finish(7);

        assertThat(server.objects(bucket)).containsOnlyKeys(MIDNIGHT + "30.json", MIDNIGHT + "50.json");
        worker.stop();
    }

    @Test
    void whatDoesNotFitIntoMemoryGoesThroughAFileAndComesOutTheSame(@TempDir Path folder) throws IOException {
        settings.put(S3SinkConfig.BLOCK_OFFSETS, "1000");
        List<SinkRecord> records = new ArrayList<>();
        for (int offset = 0; offset < 1500; offset++) {
            long at = TestRecords.DAY_MS + offset % 7 * QUARTER_MS;
            records.add(TestRecords.event(0, offset, at, "é" + "0123456789".repeat(offset % 800)));
        }
        settings.put(S3SinkConfig.BUFFER_MAX_BYTES, "1048576");
        long before = spillFiles();
        Worker worker = new Worker(settings, records);
        worker.finish(100);

        assertThat(TestRecords.parsed(server.objects(bucket)))
                .containsExactlyInAnyOrderEntriesOf(TestRecords.archive(records, 1000));
        assertThat(spillFiles()).isEqualTo(before);
        worker.stop();
    }

    private static long spillFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.toString().endsWith(".spill")).count();
        }
    }

    @Test
    void aStormOfLateRecordsMakesAnObjectADirectory() {
        settings.put(S3SinkConfig.BLOCK_OFFSETS, "2000");
        settings.put(S3SinkConfig.BUFFER_MAX_BYTES, "1048576");
        List<SinkRecord> records = new ArrayList<>();
        for (int offset = 0; offset < 1200; offset++) {
            records.add(TestRecords.event(0, offset, TestRecords.DAY_MS - offset % 1000 * QUARTER_MS, "x".repeat(900)));
        }
        Worker worker = new Worker(settings, records);
        worker.finish(500);

        assertThat(TestRecords.parsed(server.objects(bucket)))
                .hasSize(1000)
                .containsExactlyInAnyOrderEntriesOf(TestRecords.archive(records, 2000));
        worker.stop();
    }

    @Test
    void anOutageOfTheStoreLosesNothingAndEndsNoTask(@TempDir Path folder) throws Exception {
        try (S3Server own = S3Server.start(folder)) {
            own.createBucket(bucket);
            settings.put(S3SinkConfig.ENDPOINT, own.endpoint());
            settings.put(S3SinkConfig.UPLOAD_ATTEMPTS, "1");
            List<SinkRecord> records = events(0, 170);
            Worker worker = new Worker(settings, records);
            worker.poll(PARTITION, 70);
            awaitCommitted(worker, 50);
            own.stop();
            worker.poll(PARTITION, 50);
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(awaitRefusal(worker)).isBetween(1L, 30_000L);
                worker.advanceClock(30_000);
            }
            worker.commit();
            assertThat(worker.committed(PARTITION)).isEqualTo(50);

            own.start();
            worker.advanceClock(30_000);
            worker.finish(50);
            assertThat(TestRecords.parsed(own.objects(bucket)))
                    .containsExactlyInAnyOrderEntriesOf(TestRecords.archive(records, 50));
            worker.stop();
        }
    }

    private static void awaitCommitted(Worker worker, long offset) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (worker.committed(PARTITION) < offset) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            worker.commit();
        }
    }

    /** Polls until the task says that it takes nothing; returns when it wants to be asked again. */
    private static long awaitRefusal(Worker worker) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (worker.pollNothing()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        return worker.timeoutMs();
    }

    @Test
    void keysThatTheStoreRefusesEndTheTaskAndSayWhere() {
        settings.put(S3SinkConfig.SECRET_ACCESS_KEY, "another");
        Worker worker = new Worker(settings, events(0, 50));
        worker.poll(PARTITION, 50);

        assertThatThrownBy(() -> awaitRefusal(worker))
                .isExactlyInstanceOf(ConnectException.class)
                .hasMessageContaining("cannot write s3://" + bucket + "/" + MIDNIGHT + "0.json at " + server.endpoint())
                .hasMessageContaining("expected status 200, actual 403 SignatureDoesNotMatch")
                .hasMessageContaining("must be allowed s3:PutObject");
    }

    @Test
    void aBucketThatDoesNotExistEndsTheTaskAndSaysSo() {
        settings.put(S3SinkConfig.BUCKET, "nowhere");
        Worker worker = new Worker(settings, events(0, 50));
        worker.poll(PARTITION, 50);

        assertThatThrownBy(() -> awaitRefusal(worker))
                .isExactlyInstanceOf(ConnectException.class)
                .hasMessageContaining("s3://nowhere/")
                .hasMessageContaining("actual 404 NoSuchBucket")
                .hasMessageEndingWith("create the bucket or correct s3.bucket");
    }

    @Test
    void nullValuesAreLeftOutAndStillCommitted() {
        Worker worker = new Worker(
                settings, List.of(TestRecords.event(0, 0, TestRecords.DAY_MS, "a"), TestRecords.record(0, 1, null)));
        worker.finish(10);

        assertThat(server.objects(bucket)).containsOnlyKeys(MIDNIGHT + "0.json");
        assertThat(offsetsOf(MIDNIGHT + "0.json")).containsExactly(0L);
        assertThat(worker.committed(PARTITION)).isEqualTo(2);
        worker.stop();
    }

    @Test
    void theRawArchiveHoldsMarkersFactsTombstonesAndWhatCannotBeDecoded() {
        settings.put(S3SinkConfig.NULL_VALUES, "archive");
        ConnectHeaders watermark = new ConnectHeaders();
        watermark.add("trialstream-watermark", Long.toString(TestRecords.DAY_MS).getBytes(UTF_8), null);
        watermark.add("trialstream-writer", "w1".getBytes(UTF_8), null);
        ConnectHeaders fact = new ConnectHeaders();
        fact.add("trialstream-fact", "experiment-controls".getBytes(UTF_8), null);
        fact.add("trialstream-fact-value", new byte[] {0, 0, -1}, null);
        ConnectHeaders twice = new ConnectHeaders();
        twice.add("h", "one".getBytes(UTF_8), null);
        twice.add("h", new byte[] {-128}, null);
        twice.add("none", null, null);
        Worker worker = new Worker(
                settings,
                List.of(
                        TestRecords.record(0, 0, null, watermark),
                        TestRecords.record(0, 1, null, fact),
                        TestRecords.record(0, 2, null, twice),
                        TestRecords.record(0, 3, new byte[] {9, -1})));
        worker.finish(10);

        String kafka = "\"_kafka\":{\"key\":\"key-%d\",\"topic\":\"events\",\"partition\":0,\"offset\":%d,"
                + "\"ingested_at\":\"2026-01-02T03:04:05.006Z\",\"headers\":%s}}\n";
        Map<String, String> expected = new TreeMap<>();
        expected.put(
                MIDNIGHT + "0.json",
                "{\"_marker\":{\"watermark\":\"1756684800000\",\"writer\":\"w1\"},"
                        + kafka.formatted(
                                0, 0, "{\"trialstream-watermark\":\"1756684800000\",\"trialstream-writer\":\"w1\"}"));
        expected.put(
                INGESTED + "1.json",
                "{\"_marker\":{\"fact\":\"experiment-controls\",\"value\":\"AAD/\"},"
                        + kafka.formatted(
                                1,
                                1,
                                "{\"trialstream-fact\":\"experiment-controls\","
                                        + "\"trialstream-fact-value\":{\"_raw\":\"AAD/\"}}")
                        + "{\"_raw\":null,"
                        + kafka.formatted(2, 2, "{\"h\":[\"one\",{\"_raw\":\"gA==\"}],\"none\":null}")
                        + "{\"_raw\":\"Cf8=\","
                        + kafka.formatted(3, 3, "{}"));
        assertThat(server.objects(bucket)).isEqualTo(expected);
        worker.stop();
    }

    @Test
    void aMomentThatHasNoDirectoryIsFiledByIngestTime() {
        Worker worker = new Worker(
                settings,
                List.of(
                        TestRecords.event(0, 0, Long.MAX_VALUE, "far"),
                        TestRecords.event(0, 1, Long.MIN_VALUE, "long ago"),
                        TestRecords.record(0, 2, Map.of("at", "no time")),
                        TestRecords.record(0, 3, Map.of("at", "2025-09-01T09:00:00+09:00"))));
        worker.finish(10);

        assertThat(offsetsOf(INGESTED + "0.json")).containsExactly(0L, 1L, 2L);
        assertThat(offsetsOf(MIDNIGHT + "3.json")).containsExactly(3L);
        worker.stop();
    }

    @Test
    void whatIsNoObjectOrLooksLikeOurOwnMembersBecomesAValue() {
        Worker worker = new Worker(
                settings,
                List.of(
                        TestRecords.record(0, 0, "text"),
                        TestRecords.record(0, 1, List.of(1, true)),
                        TestRecords.record(0, 2, Map.of("_kafka", "mine"))));
        worker.finish(10);

        assertThat(server.lines(bucket))
                .extracting(line -> TestRecords.parse(line).path("_value").toString())
                .containsExactly("\"text\"", "[1,true]", "{\"_kafka\":\"mine\"}");
        worker.stop();
    }
}
