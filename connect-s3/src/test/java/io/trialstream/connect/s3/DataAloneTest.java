package io.trialstream.connect.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens on the way, the objects at the end are those of an undisturbed run, to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataAloneTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 400;
    private static final long BLOCK = 50;
    private static final int SEEDS = Integer.getInteger("trialstream.s3.seeds", 12);

    private S3Server server;

    @BeforeAll
    void startServer(@TempDir Path folder) throws Exception {
        server = S3Server.start(folder);
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    static Stream<Long> seeds() {
        return IntStream.range(0, SEEDS).mapToObj(Long::valueOf);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theObjectsDependOnTheDataAlone(long seed) throws IOException {
        Random random = new Random(seed);
        List<SinkRecord> records = TestRecords.random(random, PARTITIONS, RECORDS);
        Map<String, String> undisturbed = undisturbed("calm-" + seed, records);
        assertThat(TestRecords.parsed(undisturbed))
                .containsExactlyInAnyOrderEntriesOf(TestRecords.archive(records, BLOCK));

        Worker worker = worker("stormy-" + seed, records);
        for (int step = 0; step < 150; step++) {
            disturb(worker, random);
        }
        worker.finish(1 + random.nextInt(200));
        worker.stop();

        assertThat(server.objects("stormy-" + seed)).isEqualTo(undisturbed);
    }

    private Map<String, String> undisturbed(String bucket, List<SinkRecord> records) throws IOException {
        Worker worker = worker(bucket, records);
        worker.finish(500);
        worker.stop();
        return new TreeMap<>(server.objects(bucket));
    }

    private Worker worker(String bucket, List<SinkRecord> records) throws IOException {
        server.createBucket(bucket);
        Map<String, String> settings = server.settings(bucket);
        settings.put(S3SinkConfig.TIMESTAMP_FIELD, "at");
        settings.put(S3SinkConfig.BLOCK_OFFSETS, Long.toString(BLOCK));
        return new Worker(settings, records);
    }

    private static void disturb(Worker worker, Random random) {
        List<TopicPartition> partitions = List.copyOf(worker.partitions());
        TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
        switch (random.nextInt(16)) {
            case 0 -> worker.kill();
            case 1 -> worker.setOffset(partition, random.nextLong(1 + worker.committed(partition)));
            case 2 -> worker.rebalance(List.of(partition));
            case 3 -> {
                worker.advanceClock(5_000);
                worker.pollNothing();
            }
            // What the group has committed may be lost to retention; the archive has it.
            case 4 -> worker.truncate(partition, random.nextLong(1 + worker.committed(partition)));
            case 5, 6 -> worker.commit();
            default -> worker.poll(partition, 1 + random.nextInt(60));
        }
    }
}
