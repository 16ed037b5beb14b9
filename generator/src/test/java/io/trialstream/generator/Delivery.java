package io.trialstream.generator;

import io.trialstream.generator.encode.AvroBatches;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.schemas.UserEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * A record that a simulation delivered, read with Avro's own decoder.
 *
 * @param event null where the bytes are no event
 */
public record Delivery(byte[] key, byte[] value, @Nullable UserEvent event, long due) {
    static final byte[] WIRE_HEADER = {0, 0, 0, 0, 7};

    /** The encoding that {@link #of} reads. */
    public static AvroBatches encoding() {
        return new AvroBatches(WIRE_HEADER);
    }

    /** The deliveries of a batch. */
    public static List<Delivery> of(EncodedBatch batch) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            deliveries.add(new Delivery(batch.key(i), batch.value(i), decode(batch.value(i)), batch.due(i)));
        }
        return deliveries;
    }

    /** Plays some intervals of a simulation. */
    public static List<Delivery> play(Simulation<EncodedBatch> simulation, int intervals) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
            simulation.emit(batch -> deliveries.addAll(of(batch)));
        }
        return deliveries;
    }

    /** Whether it is no Avro. */
    public boolean undecodable() {
        return value[0] != 0;
    }

    /** Whether it is Avro of no schema. */
    public boolean unknownSchema() {
        return !undecodable() && ByteBuffer.wrap(value).getInt(1) == AvroBatches.UNKNOWN_SCHEMA_ID;
    }

    /** The event, which must be one. */
    public UserEvent sound() {
        if (event == null) {
            throw new AssertionError("no event: " + value.length + " bytes");
        }
        return event;
    }

    private static @Nullable UserEvent decode(byte[] value) {
        if (value[0] != 0 || ByteBuffer.wrap(value).getInt(1) != WIRE_HEADER[4]) {
            return null;
        }
        try {
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(value, WIRE_HEADER.length, value.length - WIRE_HEADER.length, null);
            UserEvent event = new SpecificDatumReader<>(UserEvent.class).read(new UserEvent(), decoder);
            if (!decoder.isEnd()) {
                throw new AssertionError("bytes after the event");
            }
            return event;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
