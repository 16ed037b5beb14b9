package io.trialstream.benchmarks.sink;

import io.trialstream.benchmarks.measure.ProcessMeter;
import io.trialstream.benchmarks.measure.SampleEvents;
import io.trialstream.connect.avro.AvroConverter;
import io.trialstream.connect.s3.S3SinkTask;
import io.trialstream.platform.S3Store;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.sink.SinkRecord;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One run, in a JVM of its own: records from Avro bytes through converter and task, as a worker drives them, or objects
 * of the sizes that makes written by the SDK alone from memory, as many at once. Both warm up with a quarter of it first.
 */
public final class SinkRun {
    static final String TASK = "task";
    static final String SDK = "sdk";

    private static final String TOPIC = "replay-user-events";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int BATCH = 500;
    private static final int BLOCK = 20_000;
    private static final int THREADS = 4;
    /** About what a line of these events takes. */
    private static final int LINE_BYTES = 629;

    private static final Instant MIDNIGHT = Instant.ofEpochMilli(1_756_684_800_000L);

    /** Events that differ; they come round and round. */
    private static final int EVENTS = 20_000;

    private final String endpoint;
    private final String registry;
    private final int records;
    private final int directories;
    private long bytes;

    private SinkRun(String endpoint, String registry, int records, int directories) {
        this.endpoint = endpoint;
        this.registry = registry;
        this.records = records;
        this.directories = directories;
    }

    /** {@code task|sdk ENDPOINT REGISTRY RECORDS DIRECTORIES}; prints a JSON line. */
    public static void main(String[] args) throws Exception {
        SinkRun run = new SinkRun(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        if (args[0].equals(TASK)) {
            run.task();
        } else {
            run.sdk();
        }
    }

    private void task() throws Exception {
        List<byte[]> values = values();
        AvroConverter converter = new AvroConverter();
        converter.configure(Map.of("schema.registry.url", registry), false);
        write(converter, values, "warm-up", records / 4);
        report(TASK, () -> write(converter, values, "measured", records));
    }

    /** The values as they lie in the topic: a day's quarter hours, {@code directories} to a block. */
    private List<byte[]> values() {
        var serializer =
                AvroSerde.of(UserEvent.class, SchemaRegistryClient.of(registry)).serializer();
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            Instant quarter = MIDNIGHT.plusMillis(i * directories / BLOCK * 900_000L);
            values.add(serializer.serialize(TOPIC, SampleEvents.event(i, quarter)));
        }
        return values;
    }

    private void write(AvroConverter converter, List<byte[]> values, String prefix, int count) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "s3.bucket",
                S3Store.BUCKET,
                "s3.endpoint",
                endpoint,
                "s3.access.key.id",
                S3Store.ACCESS_KEY_ID,
                "s3.secret.access.key",
                S3Store.SECRET_ACCESS_KEY,
                "s3.path.style",
                "true",
                "timestamp.field",
                "timestamp",
                "json.text.fields",
                "context,event_properties",
                "block.offsets",
                Integer.toString(BLOCK),
                "upload.threads",
                Integer.toString(THREADS),
                "prefix",
                prefix));
        S3SinkTask task = new S3SinkTask();
        task.initialize(new NoContext());
        task.start(settings);
        task.open(List.of(PARTITION));
        for (int offset = 0; offset < count; offset += BATCH) {
            task.put(batch(converter, values, offset, Math.min(count, offset + BATCH)));
        }
        long stored = 0;
        while (stored < count) {
            var offset = task.preCommit(Map.of()).get(PARTITION);
            stored = offset == null ? 0 : offset.offset();
        }
        task.close(List.of(PARTITION));
        task.stop();
    }

    private static List<SinkRecord> batch(AvroConverter converter, List<byte[]> values, int from, int to) {
        List<SinkRecord> batch = new ArrayList<>(to - from);
        for (int offset = from; offset < to; offset++) {
            SchemaAndValue data = converter.toConnectData(TOPIC, values.get(offset % EVENTS));
            batch.add(new SinkRecord(
                    TOPIC,
                    0,
                    Schema.OPTIONAL_BYTES_SCHEMA,
                    ("user_" + offset % 97).getBytes(StandardCharsets.UTF_8),
                    data.schema(),
                    data.value(),
                    offset,
                    1_756_704_225_000L,
                    TimestampType.LOG_APPEND_TIME));
        }
        return batch;
    }

    private void sdk() throws Exception {
        try (S3Client client = client()) {
            byte[] object = new byte[LINE_BYTES * (BLOCK / directories)];
            Arrays.fill(object, (byte) 'x');
            put(client, object, records / 4);
            report(SDK, () -> put(client, object, records));
        }
    }

    private void put(S3Client client, byte[] object, int count) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> puts = new ArrayList<>();
        for (int i = 0; i < count / (BLOCK / directories); i++) {
            String key = "sdk/" + i;
            puts.add(threads.submit(() -> client.putObject(
                    request -> request.bucket(S3Store.BUCKET).key(key), RequestBody.fromBytes(object))));
        }
        for (Future<?> put : puts) {
            put.get();
        }
        threads.shutdown();
        bytes = (long) puts.size() * object.length;
    }

    private S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Store.ACCESS_KEY_ID, S3Store.SECRET_ACCESS_KEY)))
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(THREADS))
                .build();
    }

    /** What is measured. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException, ExecutionException;
    }

    private void report(String mode, Work work) throws Exception {
        long cpu = ProcessMeter.cpuNanos();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (ProcessMeter.cpuNanos() - cpu) / 1e9;
        long written = mode.equals(SDK) ? bytes : storedBytes();
        System.out.printf(
                Locale.ROOT,
                "{\"mode\":\"%s\",\"records\":%d,\"megabytes\":%.1f,\"seconds\":%.2f,\"megabytesPerSecond\":%.1f,"
                        + "\"cpuMicrosPerRecord\":%.2f,\"peakResidentMiB\":%.0f}%n",
                mode,
                records,
                written / 1e6,
                seconds,
                written / 1e6 / seconds,
                cpuSeconds * 1e6 / records,
                ProcessMeter.peakResidentBytes() / 1048576.0);
    }

    private long storedBytes() {
        try (S3Client client = client()) {
            return client
                    .listObjectsV2Paginator(
                            request -> request.bucket(S3Store.BUCKET).prefix("measured/"))
                    .contents()
                    .stream()
                    .mapToLong(object -> object.size())
                    .sum();
        }
    }
}
