package io.trialstream.app.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactRelayTest {
    private static final byte[] VALUE = {0, 0, 0, 0, 7, 42};

    @ParameterizedTest
    @ValueSource(strings = {"experiment-definitions", "experiment-controls"})
    void whatConcernsEverybodyGoesToEveryPartition(String topic) {
        List<ProducerRecord<byte[], byte[]>> records = FactRelay.records("raw", 3, topic, bytes("exp"), VALUE);
        assertThat(records).extracting(ProducerRecord::partition).containsExactly(0, 1, 2);
        assertThat(records).allSatisfy(record -> {
            assertThat(record.topic()).isEqualTo("raw");
            assertThat(record.key()).isEqualTo(bytes("exp"));
            assertThat(record.value()).isNull();
            assertThat(record.timestamp()).isNull();
            assertThat(record.headers())
                    .extracting(Header::key)
                    .containsExactly("trialstream-fact", "trialstream-fact-value");
            assertThat(record.headers().lastHeader("trialstream-fact").value()).isEqualTo(bytes(topic));
            assertThat(record.headers().lastHeader("trialstream-fact-value").value())
                    .isEqualTo(VALUE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_1", "anon_77", "사용자"})
    void whatConcernsAUnitGoesWhereItsEventsAre(String unit) {
        List<ProducerRecord<byte[], byte[]>> records =
                FactRelay.records("raw", 7, "experiment-assignments", bytes(unit), VALUE);
        assertThat(records)
                .extracting(ProducerRecord::partition)
                .containsExactly(BuiltInPartitioner.partitionForKey(bytes(unit), 7));
    }

    @Test
    void refusesWhatIsNoFact() {
        assertThatThrownBy(() -> FactRelay.records("raw", 1, "sessions", bytes("k"), VALUE))
                .hasMessage("expected a topic of facts, one of "
                        + "[experiment-assignments, experiment-controls, experiment-definitions], got sessions");
        assertThatThrownBy(() -> FactRelay.records("raw", 1, "experiment-assignments", null, VALUE))
                .hasMessage("expected a record of experiment-assignments to have its unit as key, got none");
    }

    @Test
    void aWatermarkIsWrittenInDecimal() {
        ProducerRecord<byte[], byte[]> alone = Markers.watermark("raw", 2, 1_756_684_800_000L, null);
        assertThat(alone.partition()).isEqualTo(2);
        assertThat(alone.value()).isNull();
        assertThat(alone.headers()).extracting(Header::key).containsExactly("trialstream-watermark");
        assertThat(alone.headers().lastHeader("trialstream-watermark").value()).isEqualTo(bytes("1756684800000"));
        ProducerRecord<byte[], byte[]> ruling = Markers.watermark("raw", 2, -1, Markers.RULING_WRITER);
        assertThat(ruling.headers().lastHeader("trialstream-watermark").value()).isEqualTo(bytes("-1"));
        assertThat(ruling.headers().lastHeader("trialstream-writer").value()).isEqualTo(bytes("trialstream"));
    }

    @Test
    void ofABatchOnlyTheLastDefinitionOfAnExperimentIsCarriedAndEveryOtherFact() {
        List<ConsumerRecord<byte[], byte[]>> batch = List.of(
                fact("experiment-definitions", 0, "a"),
                fact("experiment-definitions", 1, "b"),
                fact("experiment-controls", 0, "a"),
                fact("experiment-controls", 1, "a"),
                fact("experiment-definitions", 2, "a"),
                fact("experiment-assignments", 5, "a"),
                fact("experiment-assignments", 6, "a"),
                fact("experiment-definitions", 3, null));
        assertThat(LatestFacts.of(batch))
                .extracting(fact -> fact.topic() + "@" + fact.offset())
                .containsExactly(
                        "experiment-definitions@1",
                        "experiment-controls@0",
                        "experiment-controls@1",
                        "experiment-definitions@2",
                        "experiment-assignments@5",
                        "experiment-assignments@6",
                        "experiment-definitions@3");
    }

    @SuppressWarnings("NullAway") // Kafka's consumer gives null for an absent key and is not annotated.
    private static ConsumerRecord<byte[], byte[]> fact(String topic, long offset, @Nullable String key) {
        return new ConsumerRecord<>(topic, 0, offset, key == null ? null : bytes(key), VALUE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
