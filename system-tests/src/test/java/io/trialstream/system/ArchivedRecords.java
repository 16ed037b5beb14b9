package io.trialstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The objects of one topic as files, line by line, and what {@code dump} says of the topic in the form that a line should
 * have.
 */
final class ArchivedRecords {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int MINUTES = 15;

    private ArchivedRecords() {}

    /**
     * A record of a topic.
     *
     * @param directory of the object it lies in, or should lie in
     * @param json its line
     */
    record Archived(String directory, JsonNode json) {}

    /**
     * Reads the lines of all objects.
     *
     * @param bucket the folder of the bucket's objects
     * @return by partition and offset
     * @throws AssertionError where a record is there twice
     */
    static Map<String, Archived> read(Path bucket, String topic) throws IOException {
        Map<String, Archived> records = new HashMap<>();
        try (Stream<Path> files = Files.walk(bucket.resolve("staging_area").resolve(topic))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String directory = bucket.relativize(file.getParent()).toString();
                long last = -1;
                for (String line : Files.readAllLines(file)) {
                    JsonNode json = JSON.readTree(line);
                    JsonNode origin = json.path("_kafka");
                    String place = origin.path("partition") + "/" + origin.path("offset");
                    if (records.put(place, new Archived(directory, json)) != null) {
                        throw new AssertionError(topic + " " + place + " is there twice, the second time in " + file);
                    }
                    checkName(file, topic, origin, last);
                    last = origin.path("offset").asLong();
                }
            }
        }
        return records;
    }

    /** An object is named after its first record, and holds one partition's in order. */
    private static void checkName(Path file, String topic, JsonNode origin, long last) {
        String name = file.getFileName().toString();
        long offset = origin.path("offset").asLong();
        String expected = topic + "+" + origin.path("partition") + "+" + offset + ".json";
        if (last < 0 ? !name.equals(expected) : last >= offset) {
            throw new AssertionError(file + ": offset " + offset + " after " + last);
        }
    }

    /**
     * What a record should have become.
     *
     * @param dumped a line of {@code dump}
     * @param eventTimeMs the record's
     */
    static Archived expected(JsonNode dumped, String topic, long eventTimeMs) throws IOException {
        ObjectNode json = dumped.path("value").deepCopy();
        ObjectNode origin = json.putObject("_kafka");
        origin.set("key", dumped.path("key"));
        origin.put("topic", topic);
        origin.put("partition", dumped.path("partition").asInt());
        origin.put("offset", dumped.path("offset").asLong());
        origin.put("ingested_at", iso(dumped.path("timestamp").asLong()));
        origin.set("headers", dumped.path("headers"));
        // Through text, so that numbers are of the same types.
        return new Archived(directory(topic, eventTimeMs), JSON.readTree(json.toString()));
    }

    static List<JsonNode> parse(String dump) throws IOException {
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(dump)) {
            return values.readAll();
        }
    }

    static String place(JsonNode dumped) {
        return dumped.path("partition") + "/" + dumped.path("offset");
    }

    /** The contract's path, UTC. */
    static String directory(String topic, long ms) {
        ZonedDateTime at = Instant.ofEpochMilli(ms).atZone(ZoneOffset.UTC);
        return String.format(
                "staging_area/%s/year=%04d/month=%02d/day=%02d/hour=%02d/minute=%02d",
                topic,
                at.getYear(),
                at.getMonthValue(),
                at.getDayOfMonth(),
                at.getHour(),
                at.getMinute() / MINUTES * MINUTES);
    }

    /** Milliseconds always, as in a line: {@code 2025-08-08T00:00:00.000Z}. */
    private static String iso(long ms) {
        return Instant.ofEpochMilli(ms).toString().replaceFirst("(:\\d\\d)Z$", "$1.000Z");
    }
}
