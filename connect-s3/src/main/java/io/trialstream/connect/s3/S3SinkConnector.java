package io.trialstream.connect.s3;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;

/**
 * Writes Kafka records to S3 as JSON lines: {@code
 * <prefix>/<topic>/year=…/month=…/day=…/hour=…/minute=…/<topic>+<partition>+<first offset>.json}. Each record is in
 * exactly one object, whatever is killed, rewound or sent again. Configuration: {@link S3SinkConfig}.
 */
public final class S3SinkConnector extends SinkConnector {
    private Map<String, String> settings = Map.of();

    @Override
    public String version() {
        return PluginVersion.VERSION;
    }

    @Override
    public ConfigDef config() {
        return S3SinkConfig.DEFINITION;
    }

    @Override
    public Config validate(Map<String, String> given) {
        return CrossChecks.add(given, super.validate(given));
    }

    /** @throws ConnectException if a key contradicts another; Connect has checked each by itself */
    @Override
    public void start(Map<String, String> given) {
        validate(given).configValues().stream()
                .flatMap(value -> value.errorMessages().stream())
                .findFirst()
                .ifPresent(message -> {
                    throw new ConnectException(message);
                });
        settings = Map.copyOf(given);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return S3SinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int tasksMax) {
        return Collections.nCopies(tasksMax, settings);
    }

    /** Any offset will do: a task rewinds to the start of the block that it lies in. */
    @Override
    public boolean alterOffsets(Map<String, String> given, Map<TopicPartition, Long> offsets) {
        return true;
    }

    @Override
    public void stop() {}
}
