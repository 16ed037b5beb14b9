package io.trialstream.generator.stream;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What a serde puts before the Avro binary of an event. The generator writes that binary itself; the serde is asked
 * once, for an event whose bytes are known, so that any serde of the wire format may be configured.
 */
final class WireHeader {
    /** Each map has one member, since Avro leaves the order of several to the writer. */
    private static final UserEvent SAMPLE = UserEvent.newBuilder()
            .setEventId("wire-header")
            .setEventName("view_page")
            .setUserId("user")
            .setAnonymousId("anonymous")
            .setSessionId(null)
            .setTimestamp(Instant.EPOCH)
            .setContext(Map.of("page", "main"))
            .setEventProperties(Map.of("referrer", "none"))
            .build();

    private static final SpecificDatumWriter<UserEvent> WRITER =
            new SpecificDatumWriter<>(UserEvent.getClassSchema(), SpecificData.getForClass(UserEvent.class));

    private WireHeader() {}

    /**
     * The header that a serializer writes into a topic.
     *
     * @throws GeneratorException where what it writes is not header and Avro binary of our schema, or it cannot write
     */
    static byte[] of(String topic, Serializer<UserEvent> serializer) {
        byte[] value = serialize(topic, serializer);
        byte[] header = Arrays.copyOf(value, Math.min(value.length, WireFormat.BODY_OFFSET));
        if (value.length == 0
                || value[0] != WireFormat.MAGIC
                || !Arrays.equals(value, prepend(header, binary(SAMPLE)))) {
            throw new GeneratorException("the serde of topic " + topic + " does not write the wire format: expected 0,"
                    + " a schema id of 4 bytes and the Avro binary of " + UserEvent.class.getName() + ", "
                    + (WireFormat.BODY_OFFSET + binary(SAMPLE).length) + " bytes; got " + value.length
                    + " bytes");
        }
        return header;
    }

    /** An event in Avro's binary encoding. */
    static byte[] binary(UserEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            WRITER.write(event, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    static byte[] prepend(byte[] header, byte[] binary) {
        byte[] value = Arrays.copyOf(header, header.length + binary.length);
        System.arraycopy(binary, 0, value, header.length, binary.length);
        return value;
    }

    private static byte[] serialize(String topic, Serializer<UserEvent> serializer) {
        try {
            return serializer.serialize(topic, SAMPLE);
        } catch (RuntimeException e) {
            throw new GeneratorException(
                    "the serde cannot write an event for topic " + topic + ": " + e.getMessage(), e);
        }
    }
}
