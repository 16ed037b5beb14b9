package io.trialstream.generator.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DeliveryKind;
import io.trialstream.generator.plan.People;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Deliveries as records of the raw topic: key, and Avro behind a wire header. */
public final class AvroBatches implements Encoding<EncodedBatch> {
    /** A schema id that registries, which count from 1, do not reach. */
    public static final int UNKNOWN_SCHEMA_ID = Integer.MAX_VALUE;

    private static final int RECORD_BYTES = 1_024;
    private static final byte[] BROKEN = "{\"event_id\":\"".getBytes(US_ASCII);
    private static final byte[] SESSION = People.SESSION_PREFIX.getBytes(US_ASCII);

    private final byte[] wireHeader;

    /** @param wireHeader magic byte 0 and the schema id, big-endian */
    public AvroBatches(byte[] wireHeader) {
        if (wireHeader.length != 1 + Integer.BYTES || wireHeader[0] != 0) {
            throw new IllegalArgumentException(
                    "wire header is " + Arrays.toString(wireHeader) + ", expected 0 and four bytes of schema id");
        }
        this.wireHeader = wireHeader.clone();
    }

    @Override
    public BatchEncoder<EncodedBatch> encoder(EventWriters writers) {
        return new RecordsEncoder(writers, wireHeader);
    }

    private static final class RecordsEncoder implements BatchEncoder<EncodedBatch> {
        private final EventWriter writer;
        private final Out value = new Out(RECORD_BYTES);
        private final Out key = new Out(64);
        private final AvroEncoder encoder;

        RecordsEncoder(EventWriters writers, byte[] wireHeader) {
            writer = writers.writer();
            encoder = new AvroEncoder(value, wireHeader);
        }

        @Override
        public EncodedBatch encode(Batch batch) {
            EncodedBatch encoded = new EncodedBatch(batch.size());
            for (int i = batch.from(); i < batch.to(); i++) {
                long delivery = batch.deliveries()[i];
                int shard = DayPlan.shard(delivery);
                DeliveryKind kind = DayPlan.kind(delivery);
                long due = batch.start() + DayPlan.clock(delivery);
                value.clear();
                writer.write(
                        batch.shards().get(shard), batch.plans().get(shard), DayPlan.row(delivery), kind, due, encoder);
                encoded.add(key(kind), value(kind), due);
            }
            return encoded;
        }

        /** The unit; of a mismatch the client's session, as a producer with the wrong key field sends it. */
        private byte[] key(DeliveryKind kind) {
            Head head = writer.head();
            if (kind == DeliveryKind.KEY_MISMATCH || kind == DeliveryKind.MISSING_UNIT) {
                key.clear();
                key.put(SESSION);
                key.hex(head.session, 16);
                return key.toBytes();
            }
            return head.userId.length() > 0 ? head.userId.toBytes() : head.anonymousId.toBytes();
        }

        private byte[] value(DeliveryKind kind) {
            if (kind == DeliveryKind.UNDECODABLE) {
                value.clear();
                value.put(BROKEN);
                value.uuid(writer.head().idHigh, writer.head().idLow);
                return value.toBytes();
            }
            byte[] bytes = value.toBytes();
            if (kind == DeliveryKind.UNKNOWN_SCHEMA) {
                ByteBuffer.wrap(bytes).putInt(1, UNKNOWN_SCHEMA_ID);
            }
            return bytes;
        }
    }
}
