package io.trialstream.generator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker and registry, raw topics in it, and what they hold. */
final class TestBroker implements AutoCloseable {
    static final int PARTITIONS = 3;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    final LocalPlatform platform;

    TestBroker(Path directory) {
        platform = LocalPlatform.start(PlatformOptions.in(directory).anyPorts());
    }

    /** Makes these raw topics, and the contract's others where they are not there. */
    void createRaw(String... names) {
        List<TopicAdmin.TopicSpec> specs = Stream.of(names)
                .flatMap(name -> TopicAdmin.contract(name, PARTITIONS).stream())
                .distinct()
                .toList();
        create(specs);
    }

    /** Makes a raw topic that takes only small batches. */
    void createRawOfSmallBatches(String name, int bytes) {
        create(List.of(new TopicAdmin.TopicSpec(name, PARTITIONS, Map.of("max.message.bytes", String.valueOf(bytes)))));
    }

    /** Deletes a topic; on return the broker does not know it any more. */
    void delete(String name) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.deleteTopics(List.of(name)).all().get();
            long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
            while (admin.listTopics().names().get().contains(name) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        }
    }

    private void create(List<TopicAdmin.TopicSpec> specs) {
        try (Admin admin = Admin.create(client())) {
            TopicAdmin.ensure(admin, specs);
            specs.forEach(spec -> awaitKnown(admin, spec.name()));
        }
    }

    /** A topic that was made is known to a busy broker a moment later. */
    private static void awaitKnown(Admin admin, String topic) {
        long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
        while (true) {
            try {
                TopicState.ask(admin, "the test's broker", topic);
                return;
            } catch (GeneratorException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    KafkaSinkOptions sink(String topic) {
        return KafkaSinkOptions.of(platform.bootstrap(), platform.registry()).withTopic(topic);
    }

    void write(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    /** Each partition's records in order: key, value and headers as they are, headers readable. */
    List<List<String>> content(String topic) {
        List<List<String>> content = new ArrayList<>();
        IntStream.range(0, PARTITIONS).forEach(partition -> content.add(new ArrayList<>()));
        read(topic).forEach(record -> content.get(record.partition()).add(text(record)));
        return content;
    }

    /** The records of the truth topic about a raw topic, as JSON text. */
    List<String> truth(String topic) {
        return read(Topics.GENERATOR_TRUTH.name()).stream()
                .map(record -> new String(record.value(), UTF_8))
                .filter(text -> text.contains("\"topic\":\"" + topic + "\""))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> properties = new HashMap<>(client());
        properties.put("fetch.max.wait.ms", "10");
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long deadline = System.nanoTime() + READ_TIMEOUT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(topic + " is not read within " + READ_TIMEOUT);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", platform.bootstrap());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        HexFormat hex = HexFormat.of();
        String headers = String.join(
                ",",
                StreamSupport.stream(record.headers().spliterator(), false)
                        .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
                        .toList());
        return (record.key() == null ? "none" : new String(record.key(), UTF_8)) + " "
                + (record.value() == null ? "none" : hex.formatHex(record.value())) + " " + headers;
    }

    @Override
    public void close() {
        platform.close();
    }
}
