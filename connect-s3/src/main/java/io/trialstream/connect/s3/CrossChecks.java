package io.trialstream.connect.s3;

import io.trialstream.connect.avro.AvroConverter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/** What no single key shows: keys that contradict each other, and keys of Connect's that would lose records here. */
final class CrossChecks {
    private static final String HEADER_CONVERTER = "header.converter";
    private static final String BYTE_ARRAYS = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final String OFFSET_RESET = "consumer.override.auto.offset.reset";
    private static final String TOLERANCE = "errors.tolerance";
    private static final String RETRY_TIMEOUT = "errors.retry.timeout";

    /** What our keys begin with, and none of Connect's. */
    private static final List<String> OURS =
            List.of("s3.", "block.", "flush.", "buffer.", "upload.", "json.", "null.", "timestamp.");

    private final Map<String, String> given;
    private final Map<String, ConfigValue> values = new HashMap<>();
    private final List<ConfigValue> all;

    private CrossChecks(Map<String, String> given, Config config) {
        this.given = given;
        all = new ArrayList<>(config.configValues());
        all.forEach(value -> values.put(value.name(), value));
    }

    /** The result of the single checks with what is wrong between keys added to it. */
    static Config add(Map<String, String> given, Config config) {
        CrossChecks checks = new CrossChecks(given, config);
        checks.keyPair();
        checks.flushTimes();
        checks.archiveKeepsHeaders();
        checks.nothingIsSkipped();
        checks.unknownKeys();
        return new Config(checks.all);
    }

    private void keyPair() {
        boolean id = isGiven(S3SinkConfig.ACCESS_KEY_ID);
        boolean secret = isGiven(S3SinkConfig.SECRET_ACCESS_KEY);
        if (id != secret) {
            String present = id ? S3SinkConfig.ACCESS_KEY_ID : S3SinkConfig.SECRET_ACCESS_KEY;
            String absent = id ? S3SinkConfig.SECRET_ACCESS_KEY : S3SinkConfig.ACCESS_KEY_ID;
            error(
                    absent,
                    "expected a value beside " + present + ", actual none: give both, or neither for the AWS SDK's"
                            + " default chain");
        }
    }

    private boolean isGiven(String key) {
        ConfigValue value = values.get(key);
        return value != null
                && value.value() instanceof Password password
                && !password.value().isEmpty();
    }

    private void flushTimes() {
        if (value(S3SinkConfig.FLUSH_IDLE_MS) instanceof Long idle
                && value(S3SinkConfig.FLUSH_MAX_AGE_MS) instanceof Long age
                && age < idle) {
            error(
                    S3SinkConfig.FLUSH_MAX_AGE_MS,
                    "expected " + S3SinkConfig.FLUSH_IDLE_MS + " (" + idle + ") or more, actual " + age);
        }
    }

    private void archiveKeepsHeaders() {
        String converter = given.get(HEADER_CONVERTER);
        if (S3SinkConfig.ARCHIVE.equals(value(S3SinkConfig.NULL_VALUES)) && !BYTE_ARRAYS.equals(converter)) {
            error(
                    S3SinkConfig.NULL_VALUES,
                    "archive expects " + HEADER_CONVERTER + "=" + BYTE_ARRAYS
                            + ", which keeps a marker's headers to the" + " byte, actual "
                            + (converter == null ? "the worker's" : converter));
        }
    }

    private void nothingIsSkipped() {
        String reset = given.get(OFFSET_RESET);
        if (reset != null && !reset.equals("earliest")) {
            error(
                    OFFSET_RESET,
                    "expected earliest, actual " + reset
                            + ": a partition is rewound to the start of its block, which retention may have removed");
        }
        boolean ours = AvroConverter.class.getName().equals(given.get("value.converter"));
        if (ours && "all".equals(given.get(TOLERANCE)) && !"-1".equals(given.get(RETRY_TIMEOUT))) {
            error(
                    TOLERANCE,
                    "expected none, or " + RETRY_TIMEOUT
                            + "=-1 beside it, actual all: records would be dropped while the"
                            + " schema registry is away. value.converter.undecodable=raw keeps what cannot be decoded");
        }
    }

    private void unknownKeys() {
        for (String key : new TreeSet<>(given.keySet())) {
            if (OURS.stream().anyMatch(key::startsWith)
                    && !S3SinkConfig.DEFINITION.names().contains(key)) {
                error(key, "expected one of " + new TreeSet<>(S3SinkConfig.DEFINITION.names()) + ", actual " + key);
            }
        }
    }

    private Object value(String key) {
        ConfigValue value = values.get(key);
        return value == null || value.value() == null ? "" : value.value();
    }

    private void error(String key, String message) {
        ConfigValue value = values.computeIfAbsent(key, absent -> {
            ConfigValue added = new ConfigValue(absent);
            all.add(added);
            return added;
        });
        value.addErrorMessage(key + ": " + message);
    }
}
