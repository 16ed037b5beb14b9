package io.trialstream.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.app.config.ConfigLoader;
import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.RunConfig;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
    private static Map<String, Object> properties(Map<String, String> flags) {
        RunConfig config = RunConfig.of(new ConfigLoader().flags(flags).load(), Path.of("data"));
        return StreamsProperties.of(config, new HostPort("host", 80));
    }

    @Test
    void exactlyOnceWithTransactionsThatOutliveAStall() {
        StreamsConfig streams = new StreamsConfig(properties(Map.of()));
        assertThat(streams.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("exactly_once_v2");
        assertThat(streams.getString(StreamsConfig.APPLICATION_SERVER_CONFIG)).isEqualTo("host:80");
        assertThat(streams.getBoolean(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG))
                .isTrue();
        Map<String, Object> producer = streams.getProducerConfigs("client");
        assertThat(producer).containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
        Map<String, Object> consumer = streams.getMainConsumerConfigs("group", "client", 0);
        assertThat(consumer)
                .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
                .containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    }

    @Test
    void whatIsPassedThroughWinsOverOursButNotOverTheGuarantee() {
        Map<String, Object> properties = properties(Map.of(
                "kafka.properties.producer.linger.ms", "1",
                "kafka.properties.security.protocol", "SSL"));
        assertThat(properties)
                .containsEntry("producer.linger.ms", "1")
                .containsEntry("security.protocol", "SSL")
                .containsEntry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    }
}
