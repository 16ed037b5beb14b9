package io.trialstream.schemas;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * One topic as the contract has it.
 *
 * @param name the default name; only the raw topic's can be configured
 * @param key what the key holds, a UTF-8 string, in words
 * @param recordClass the class of the values; null where they are bytes as they came, or JSON
 * @param cleanup what the broker does with old records
 * @param retention how long records are kept after the broker appended them; null: for ever
 */
@NullMarked
public record Topic(
        String name,
        String key,
        @Nullable Class<? extends SpecificRecord> recordClass,
        Cleanup cleanup,
        @Nullable Duration retention) {

    /**
     * Records made from an event are larger than it: annotated, or with headers that say what was wrong. An event as large as
     * the raw topic takes (1 MB by default) must find room, or the stream processor would stop at it for good.
     */
    private static final int DERIVED_MAX_BYTES = 4 * 1024 * 1024;

    /** The broker's {@code cleanup.policy}. */
    public enum Cleanup {
        DELETE,
        COMPACT
    }

    /**
     * The topic's configuration where we create it. Always {@code LogAppendTime}: events may be a year old, and a broker
     * that went by their own time would delete them on arrival.
     */
    public Map<String, String> configs() {
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        configs.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                cleanup == Cleanup.COMPACT ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        configs.put(TopicConfig.RETENTION_MS_CONFIG, retention == null ? "-1" : String.valueOf(retention.toMillis()));
        if (retention != null) {
            configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(DERIVED_MAX_BYTES));
        }
        return configs;
    }

    /** The subject under which the values' schema is registered. */
    public String valueSubject() {
        return name + "-value";
    }
}
