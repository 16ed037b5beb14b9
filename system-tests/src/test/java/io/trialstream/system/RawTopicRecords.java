package io.trialstream.system;

import io.trialstream.app.command.TopicReader;
import io.trialstream.oracle.RawRecord;
import io.trialstream.oracle.RawRecord.Body;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.schemas.serde.UndecodableException;
import io.trialstream.schemas.serde.UnknownSchemaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A raw topic as the oracle takes it, read by the test itself. */
final class RawTopicRecords {
    private final AvroDecoder<UserEvent> events;
    private final AvroDecoder<ExperimentDefinition> definitions;
    private final AvroDecoder<Assignment> assignments;
    private final AvroDecoder<Control> controls;

    private RawTopicRecords(SchemaRegistryClient registry) {
        events = new AvroDecoder<>(registry, UserEvent.class);
        definitions = new AvroDecoder<>(registry, ExperimentDefinition.class);
        assignments = new AvroDecoder<>(registry, Assignment.class);
        controls = new AvroDecoder<>(registry, Control.class);
    }

    /** All that is in the topic now. */
    static List<RawRecord> read(TopicReader topics, SchemaRegistryClient registry) {
        RawTopicRecords decoder = new RawTopicRecords(registry);
        List<RawRecord> records = new ArrayList<>();
        topics.read(
                Topics.RAW.name(),
                null,
                record -> records.add(new RawRecord(
                        record.partition(), record.offset(), record.key(), record.timestamp(), decoder.body(record))));
        return records;
    }

    private Body body(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return marker(record);
        }
        try {
            return new RawRecord.Event(events.decode(value));
        } catch (UndecodableException e) {
            return new RawRecord.Bad("undecodable");
        } catch (UnknownSchemaException e) {
            return new RawRecord.Bad("unknown-schema");
        }
    }

    private Body marker(ConsumerRecord<byte[], byte[]> record) {
        byte[] watermark = header(record, "trialstream-watermark");
        if (watermark != null) {
            byte[] writer = header(record, "trialstream-writer");
            return new RawRecord.Watermark(writer == null ? "" : text(writer), text(watermark));
        }
        byte[] fact = header(record, "trialstream-fact-value");
        if (fact == null) {
            return new RawRecord.Bad("no-value");
        }
        byte[] from = header(record, "trialstream-fact");
        return switch (from == null ? "" : text(from)) {
            case "experiment-definitions" -> new RawRecord.DefinitionFact(definitions.decode(fact));
            case "experiment-assignments" -> new RawRecord.AssignmentFact(text(record.key()), assignments.decode(fact));
            case "experiment-controls" -> new RawRecord.ControlFact(controls.decode(fact));
            default -> throw new AssertionError("a fact of topic " + (from == null ? "none" : text(from)));
        };
    }

    private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
