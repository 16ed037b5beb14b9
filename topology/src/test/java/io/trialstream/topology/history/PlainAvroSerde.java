package io.trialstream.topology.history;

import io.trialstream.schemas.serde.UnknownSchemaException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Avro behind one byte: 0 as in the wire format; 9 stands for a schema id that no registry knows; any other cannot be decoded. */
final class PlainAvroSerde<T extends SpecificRecord> implements Serde<T> {
    static final byte[] UNKNOWN_SCHEMA = {9};
    static final byte[] UNDECODABLE = {5, 1, 2, 3};

    private final Schema schema;

    PlainAvroSerde(Class<T> type) {
        this.schema = SpecificData.get().getSchema(type);
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> {
            try {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(0);
                BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
                new SpecificDatumWriter<T>(schema).write(value, encoder);
                return out.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> {
            if (bytes[0] == 9) {
                throw new UnknownSchemaException("schema 9 is unknown");
            }
            if (bytes[0] != 0) {
                throw new SerializationException("magic byte: expected 0, got " + bytes[0]);
            }
            try {
                return new SpecificDatumReader<T>(schema)
                        .read(null, DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null));
            } catch (IOException e) {
                throw new SerializationException(e);
            }
        };
    }
}
