package io.trialstream.app.command.experiment;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.ConnectionOptions;
import io.trialstream.app.command.RawTopic;
import io.trialstream.app.command.TopicReader;
import io.trialstream.app.relay.FactRelay;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ControlAction;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Definitions and controls as the topics hold them. Whatever is written goes to its own topic and at once, as a marker,
 * into the raw partitions: a running instance's relay would carry it there too, but only while one runs. Facts are
 * idempotent, so twice is harmless.
 */
public final class Experiments implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final TopicReader reader;
    private final SchemaRegistryClient registry;
    private final String rawTopic;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * Connects.
     *
     * @param kafka properties of a Kafka client
     * @throws CommandFailure where no broker answers, or the raw topic is not there
     */
    public Experiments(Map<String, Object> kafka, SchemaRegistryClient registry, String rawTopic) {
        this.registry = registry;
        this.rawTopic = rawTopic;
        partitions = RawTopic.partitions(kafka, rawTopic);
        reader = new TopicReader(kafka);
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) TIMEOUT.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        config.putAll(kafka);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Connects to what a command was told. @throws CommandFailure as the constructor */
    public static Experiments connect(ConnectionOptions connection) {
        return new Experiments(
                connection.kafkaProperties(),
                connection.registry(),
                connection.run().input().topic());
    }

    /** What is applied, by id. */
    public SortedMap<String, ExperimentDefinition> definitions() {
        SortedMap<String, ExperimentDefinition> definitions = new TreeMap<>();
        each(Topics.DEFINITIONS, ExperimentDefinition.class, definitions::put);
        return definitions;
    }

    /** The control with the greatest effective time, by experiment; of equal ones the stop (docs/semantics.md §8 B). */
    public Map<String, Control> latestControls() {
        Map<String, Control> latest = new HashMap<>();
        each(
                Topics.CONTROLS,
                Control.class,
                (id, control) -> latest.merge(id, control, (a, b) -> {
                    if (a.getEffectiveAt() != b.getEffectiveAt()) {
                        return a.getEffectiveAt() > b.getEffectiveAt() ? a : b;
                    }
                    return a.getAction() == ControlAction.stop ? a : b;
                }));
        return latest;
    }

    /** Applies a definition with all its versions. @throws CommandFailure where it is not acknowledged in time */
    public void apply(ExperimentDefinition definition) {
        write(Topics.DEFINITIONS, definition.getId(), definition, ExperimentDefinition.class);
    }

    /** Applies a control. @throws CommandFailure where it is not acknowledged in time */
    public void control(Control control) {
        write(Topics.CONTROLS, control.getExperimentId(), control, Control.class);
    }

    @Override
    public void close() {
        producer.close(TIMEOUT);
    }

    private <T extends SpecificRecord> void each(Topic topic, Class<T> type, BiConsumer<String, T> sink) {
        AvroDecoder<T> decoder = new AvroDecoder<>(registry, type);
        reader.read(topic.name(), null, record -> {
            if (record.key() != null && record.value() != null) {
                try {
                    sink.accept(new String(record.key(), StandardCharsets.UTF_8), decoder.decode(record.value()));
                } catch (SerializationException e) {
                    throw new CommandFailure(
                            topic.name() + "-" + record.partition() + "@" + record.offset() + " cannot be read: "
                                    + e.getMessage(),
                            e);
                }
            }
        });
    }

    private <T extends SpecificRecord> void write(Topic topic, String id, T fact, Class<T> type) {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (AvroSerde<T> serde = AvroSerde.of(type, registry)) {
            byte[] value = serde.serializer().serialize(topic.name(), fact);
            sent.add(producer.send(new ProducerRecord<>(topic.name(), key, value)));
            sent.addAll(FactRelay.append(producer, rawTopic, partitions, topic.name(), key, value));
            producer.flush();
            for (Future<RecordMetadata> future : sent) {
                future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (SerializationException e) {
            throw new CommandFailure(topic.name() + " cannot be written: " + e.getMessage(), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailure(topic.name() + " is not acknowledged: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while writing " + topic.name(), e);
        }
    }
}
