package io.trialstream.app.http;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.topology.TopologySerdes;
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
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Avro without a registry. */
final class PlainSerdes {
    private PlainSerdes() {}

    static TopologySerdes all() {
        return new TopologySerdes(
                of(UserEvent.class),
                of(Assignment.class),
                of(ExperimentDefinition.class),
                of(Control.class),
                of(CleanEvent.class),
                of(BotVerdict.class),
                of(Session.class),
                of(VariantWindow.class),
                of(Scorecard.class));
    }

    private static <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        Schema schema = SpecificData.get().getSchema(type);
        return new Serde<>() {
            @Override
            public Serializer<T> serializer() {
                return (topic, record) -> write(schema, record);
            }

            @Override
            public Deserializer<T> deserializer() {
                return (topic, bytes) -> read(schema, bytes);
            }
        };
    }

    private static <T> byte[] write(Schema schema, T record) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new SpecificDatumWriter<T>(schema).write(record, encoder);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("NullAway") // Avro takes null for "no record to reuse" and is not annotated.
    private static <T> T read(Schema schema, byte[] bytes) {
        try {
            return new SpecificDatumReader<T>(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
