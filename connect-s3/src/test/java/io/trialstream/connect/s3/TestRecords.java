package io.trialstream.connect.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Records as a worker hands them over, and what the archive of them must be, computed plainly. */
final class TestRecords {
    static final String TOPIC = "events";
    static final long INGEST_MS = Instant.parse("2026-01-02T03:04:05.006Z").toEpochMilli();
    static final long DAY_MS = Instant.parse("2025-09-01T00:00:00Z").toEpochMilli();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter DIRECTORY = DateTimeFormatter.ofPattern(
                    "'year='uuuu'/month='MM'/day='dd'/hour='HH")
            .withZone(ZoneOffset.UTC);

    private TestRecords() {}

    /** A record with a map of one text and its event time. */
    static SinkRecord event(int partition, long offset, long eventMs, String text) {
        return record(partition, offset, Map.of("at", eventMs, "text", text));
    }

    static SinkRecord record(int partition, long offset, @Nullable Object value) {
        return record(partition, offset, value, new ConnectHeaders());
    }

    static SinkRecord record(int partition, long offset, @Nullable Object value, ConnectHeaders headers) {
        return new SinkRecord(
                TOPIC,
                partition,
                Schema.OPTIONAL_BYTES_SCHEMA,
                ("key-" + offset).getBytes(UTF_8),
                value instanceof byte[] ? Schema.BYTES_SCHEMA : null,
                value,
                offset,
                INGEST_MS,
                TimestampType.LOG_APPEND_TIME,
                headers);
    }

    /** Several partitions with gaps between offsets, mixed times, long and short lines, and bytes that are no events. */
    static List<SinkRecord> random(Random random, int partitions, int records) {
        List<SinkRecord> made = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            long offset = random.nextInt(3);
            long eventMs = DAY_MS;
            for (int i = 0; i < records; i++) {
                eventMs += random.nextInt(40_000);
                boolean late = random.nextInt(10) == 0;
                long at = late ? DAY_MS + random.nextInt(7_200_000) : eventMs;
                made.add(
                        random.nextInt(15) == 0
                                ? record(partition, offset, new byte[] {1, (byte) i})
                                : event(partition, offset, at, "x".repeat(random.nextInt(300))));
                offset += random.nextInt(12) == 0 ? 1 + random.nextInt(4) : 1;
            }
        }
        return made;
    }

    /**
     * The archive that these records make: for each block and directory the lines in order of their offsets, under the
     * first one's name.
     */
    static Map<String, List<JsonNode>> archive(List<SinkRecord> records, long blockOffsets) {
        Map<String, String> names = new TreeMap<>();
        Map<String, List<JsonNode>> archive = new TreeMap<>();
        for (SinkRecord record : records) {
            String directory = "staging_area/" + TOPIC + "/" + directory(record);
            String slot = directory + " " + record.kafkaPartition() + " " + record.kafkaOffset() / blockOffsets;
            String name = names.computeIfAbsent(
                    slot,
                    key -> directory + TOPIC + "+" + record.kafkaPartition() + "+" + record.kafkaOffset() + ".json");
            archive.computeIfAbsent(name, key -> new ArrayList<>()).add(line(record));
        }
        return archive;
    }

    private static String directory(SinkRecord record) {
        long ms = record.value() instanceof Map<?, ?> map && map.get("at") instanceof Long at ? at : INGEST_MS;
        Instant instant = Instant.ofEpochMilli(ms);
        long minute = ms / 60_000 % 60;
        return DIRECTORY.format(instant) + "/minute="
                + List.of("00", "15", "30", "45").get((int) minute / 15) + "/";
    }

    private static JsonNode line(SinkRecord record) {
        ObjectNode line = JSON.createObjectNode();
        if (record.value() instanceof Map<?, ?> map) {
            line.put("at", (Long) map.get("at"));
            line.put("text", (String) map.get("text"));
        } else {
            line.put("_raw", (byte[]) record.value());
        }
        line.putObject("_kafka")
                .put("key", "key-" + record.kafkaOffset())
                .put("topic", TOPIC)
                .put("partition", record.kafkaPartition())
                .put("offset", record.kafkaOffset())
                .put("ingested_at", "2026-01-02T03:04:05.006Z")
                .putObject("headers");
        return parse(line.toString());
    }

    /** Objects with their lines parsed. */
    static Map<String, List<JsonNode>> parsed(Map<String, String> objects) {
        Map<String, List<JsonNode>> parsed = new TreeMap<>();
        objects.forEach((key, text) ->
                parsed.put(key, text.lines().map(TestRecords::parse).toList()));
        return parsed;
    }

    static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + line, e);
        }
    }
}
