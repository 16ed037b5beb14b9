package io.trialstream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.schemas.UserEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/** Deliveries and watermark records as records of the raw topic. */
final class RecordEncoder {
    /** The header of a watermark record; its value is ms since the epoch in decimal ASCII. */
    static final String WATERMARK_HEADER = "trialstream-watermark";

    /** A schema id that registries, which count from 1, do not reach. */
    static final int UNKNOWN_SCHEMA_ID = Integer.MAX_VALUE;

    private static final byte WIRE_FORMAT_MAGIC = 0;

    private final String topic;
    private final Serializer<UserEvent> serializer;

    RecordEncoder(String topic, Serializer<UserEvent> serializer) {
        this.topic = topic;
        this.serializer = serializer;
    }

    ProducerRecord<byte[], byte[]> encode(Delivery delivery) {
        byte[] value = switch (delivery.kind()) {
            case UNDECODABLE -> ("{\"event_id\":\"" + delivery.event().eventId()).getBytes(UTF_8);
            case UNKNOWN_SCHEMA -> withUnknownSchema(serialize(delivery.event()));
            default -> serialize(delivery.event());
        };
        return new ProducerRecord<>(topic, delivery.key().getBytes(UTF_8), value);
    }

    /** A record without key and value: nothing but the header, on one partition. */
    @SuppressWarnings("NullAway") // Kafka carries null for null and is not annotated.
    ProducerRecord<byte[], byte[]> watermark(int partition, long watermark) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(WATERMARK_HEADER, Long.toString(watermark).getBytes(UTF_8));
        return new ProducerRecord<>(topic, partition, null, null, null, headers);
    }

    static UserEvent avro(GeneratedEvent event) {
        return UserEvent.newBuilder()
                .setEventId(event.eventId())
                .setEventName(event.eventName())
                .setUserId(event.userId())
                .setAnonymousId(event.anonymousId())
                .setSessionId(event.sessionId())
                .setTimestamp(Instant.ofEpochMilli(event.timestamp()))
                .setContext(event.context())
                .setEventProperties(event.properties())
                .build();
    }

    private byte[] serialize(GeneratedEvent event) {
        return serializer.serialize(topic, avro(event));
    }

    private static byte[] withUnknownSchema(byte[] value) {
        if (value.length < 1 + Integer.BYTES || value[0] != WIRE_FORMAT_MAGIC) {
            throw new GeneratorException("the fault unknown-schema needs a serde of the Confluent wire format; "
                    + "this one's bytes do not start with 0 and a schema id");
        }
        ByteBuffer.wrap(value).putInt(1, UNKNOWN_SCHEMA_ID);
        return value;
    }
}
