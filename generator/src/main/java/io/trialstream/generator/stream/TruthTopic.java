package io.trialstream.generator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of the truth topic, written and read: what a run is about to deliver to a raw topic, each interval it
 * completed, and that the stream was closed. All are in partition 0, so that their order is that of writing. Documented
 * in docs/truth-ledger.md.
 */
final class TruthTopic {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTITION = 0;

    private final String name;
    private final TopicState raw;

    /** @param raw whose records are meant; those about other topics, and about earlier ones of its name, are passed over */
    TruthTopic(String name, TopicState raw) {
        this.name = name;
        this.raw = raw;
    }

    /**
     * A stream as the records tell it.
     *
     * @param begun what was begun last and is not known to be complete, or null
     * @param complete what is known to be complete, or null
     */
    record Told(@Nullable Stream begun, @Nullable Stream complete) {
        static final Told NOTHING = new Told(null, null);
    }

    /**
     * How far a stream has come.
     *
     * @param schemaId of the events that follow {@code end}
     * @param end end of the last complete interval
     * @param closedAt watermark that it was closed with, or null
     * @param ends offset after its last record, by raw partition
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on inside the package, never compared.
    record Stream(
            long seed,
            String model,
            int schemaId,
            Instant origin,
            Instant end,
            @Nullable Instant closedAt,
            long[] ends) {
        ResumePoint.Delivered delivered() {
            return new ResumePoint.Delivered(seed, model, origin, end, closedAt);
        }

        private Stream at(Instant otherEnd, long[] otherEnds) {
            return new Stream(seed, model, schemaId, origin, otherEnd, closedAt, otherEnds);
        }

        private Stream closed(Instant watermark, long[] otherEnds) {
            return new Stream(seed, model, schemaId, origin, end, watermark, otherEnds);
        }
    }

    /** Reads the whole topic, some 1 KB an interval. @throws GeneratorException as {@link TopicReader} */
    Told read(KafkaClients clients, TopicState truth) {
        Told[] told = {Told.NOTHING};
        long[] from = {truth.begins()[PARTITION]};
        long[] to = {truth.ends()[PARTITION]};
        TopicReader.read(clients, name, from, to, record -> told[0] = after(told[0], record));
        return told[0];
    }

    ProducerRecord<byte[], byte[]> begin(Beginning beginning, int schemaId, long[] ends) {
        ObjectNode node = JSON.createObjectNode()
                .put("format", Truth.FORMAT)
                .put("seed", beginning.seed())
                .put("begin", beginning.first().toString())
                .put("origin", beginning.origin().toString())
                .put("schemaId", schemaId);
        return record(beginning.first().toString(), node, beginning.model(), ends);
    }

    ProducerRecord<byte[], byte[]> interval(IntervalTruth truth, String model, long[] ends) {
        return record(truth.interval(), JSON.valueToTree(truth), model, ends);
    }

    ProducerRecord<byte[], byte[]> close(Beginning beginning, Instant end, long watermark, long[] ends) {
        ObjectNode node = JSON.createObjectNode()
                .put("format", Truth.FORMAT)
                .put("seed", beginning.seed())
                .put("close", end.toString())
                .put("watermark", watermark);
        return record(end.toString(), node, beginning.model(), ends);
    }

    private ProducerRecord<byte[], byte[]> record(String key, ObjectNode node, String model, long[] ends) {
        node.put("topic", raw.name()).put("topicId", raw.id()).put("model", model);
        node.set("ends", JSON.valueToTree(ends));
        try {
            return new ProducerRecord<>(name, PARTITION, key.getBytes(UTF_8), JSON.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private Told after(Told told, ConsumerRecord<byte[], byte[]> record) {
        JsonNode node = parse(record);
        if (!raw.name().equals(node.path("topic").asText())
                || !raw.id().equals(node.path("topicId").asText())) {
            return told;
        }
        try {
            return after(told, node);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw unreadable(record, e);
        }
    }

    private static Told after(Told told, JsonNode node) {
        long[] ends = JSON.convertValue(node.path("ends"), long[].class);
        if (node.has("begin")) {
            Stream begun = new Stream(
                    node.path("seed").asLong(),
                    node.path("model").asText(),
                    node.path("schemaId").asInt(),
                    Instant.parse(node.path("origin").asText()),
                    Instant.parse(node.path("begin").asText()),
                    null,
                    ends);
            return new Told(begun, told.complete());
        }
        Stream stream = told.begun() == null ? told.complete() : told.begun();
        if (stream == null) {
            throw new IllegalArgumentException("no record of a beginning comes before it");
        }
        return node.has("close")
                ? new Told(
                        null,
                        stream.closed(
                                Instant.ofEpochMilli(node.path("watermark").asLong()), ends))
                : new Told(
                        null,
                        stream.at(Instant.parse(node.path("interval").asText()).plus(Intervals.LENGTH), ends));
    }

    private JsonNode parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            return JSON.readTree(record.value());
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(record, e);
        }
    }

    private GeneratorException unreadable(ConsumerRecord<byte[], byte[]> record, Exception cause) {
        return new GeneratorException(
                "expected a record of the generator at " + name + "-" + record.partition() + "@" + record.offset()
                        + ": " + cause.getMessage(),
                cause);
    }
}
