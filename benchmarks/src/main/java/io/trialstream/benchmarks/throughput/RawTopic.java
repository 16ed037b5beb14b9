package io.trialstream.benchmarks.throughput;

import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Decision;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.Variant;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Fills the raw topic with the peers' events, and with definitions of the four experiments they name, as markers before them. */
final class RawTopic {
    static final String NAME = Topics.RAW.name();

    private static final int EXPERIMENTS = 4;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private RawTopic() {}

    static void fill(String bootstrap, String registryUrl, int partitions, int users, int events) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            TopicAdmin.ensure(admin, TopicAdmin.contract(NAME, partitions));
        }
        SchemaRegistryClient registry = SchemaRegistryClient.of(registryUrl);
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 17,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
                Serializer<UserEvent> event =
                        AvroSerde.of(UserEvent.class, registry).serializer()) {
            for (int e = 0; e < EXPERIMENTS; e++) {
                define("exp-" + e, partitions, registry, producer);
            }
            new PeerEvents(users)
                    .forEach(
                            events,
                            value -> producer.send(new ProducerRecord<>(
                                    NAME,
                                    value.getUserId().getBytes(StandardCharsets.UTF_8),
                                    event.serialize(NAME, value))));
        }
    }

    @SuppressWarnings("NullAway") // Kafka's producer takes null for an absent value and is not annotated.
    private static void define(
            String id, int partitions, SchemaRegistryClient registry, KafkaProducer<byte[], byte[]> producer) {
        String topic = Topics.DEFINITIONS.name();
        try (Serializer<ExperimentDefinition> serializer =
                AvroSerde.of(ExperimentDefinition.class, registry).serializer()) {
            List<Header> headers = List.of(
                    new RecordHeader("trialstream-fact", topic.getBytes(StandardCharsets.UTF_8)),
                    new RecordHeader("trialstream-fact-value", serializer.serialize(topic, definition(id))));
            byte[] key = id.getBytes(StandardCharsets.UTF_8);
            for (int partition = 0; partition < partitions; partition++) {
                producer.send(new ProducerRecord<>(NAME, partition, null, key, null, headers));
            }
        }
    }

    private static ExperimentDefinition definition(String id) {
        return new ExperimentDefinition(
                id,
                List.of(ExperimentVersion.newBuilder()
                        .setVersion(1)
                        .setStart(PeerEvents.START - DAY_MS)
                        .setEnd(PeerEvents.START + 3 * DAY_MS)
                        .setBaseline("control")
                        .setExposureEvents(List.of("ad_impression"))
                        .setAssignment(AssignmentMode.md5)
                        .setAssignmentSalt(id)
                        .setEnrolmentSalt(id + ".enrolment")
                        .setVariants(List.of(new Variant("control", 50), new Variant("treatment", 50)))
                        .setPhases(List.of(new Phase("p1", PeerEvents.START - DAY_MS, 100.0, List.of())))
                        .setMetrics(List.of("ad_ctr"))
                        .setPrimary("ad_ctr")
                        .setGuardrails(List.of())
                        .setDecision(new Decision(DAY_MS, DAY_MS, 0.05, 10_000L))
                        .setDimensions(List.of())
                        .build()));
    }
}
