package io.trialstream.generator.encode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DeliveryKind;
import io.trialstream.generator.plan.Shard;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Deliveries as JSON lines in the contract's format, a batch as one piece of a file. */
public final class JsonLines implements Encoding<JsonLines.Lines> {
    private static final int LINE_BYTES = 1_100;
    private static final byte[] BROKEN = "{\"event_id\":\"".getBytes(US_ASCII);

    /** Of batches that were written; a megabyte each, which collectors do not like to see come and go. */
    private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();

    /**
     * A piece of a file: whole lines. Good until the next one is handed out.
     *
     * @param bytes holds the lines, and more
     * @param length how many bytes the lines are
     */
    public record Lines(byte[] bytes, int length) {}

    @Override
    public BatchEncoder<Lines> encoder(EventWriters writers) {
        return new LinesEncoder(writers);
    }

    @Override
    public void recycle(Lines encoded) {
        buffers.add(encoded.bytes());
    }

    private final class LinesEncoder implements BatchEncoder<Lines> {
        private final EventWriter writer;
        private final EventWriters writers;

        LinesEncoder(EventWriters writers) {
            this.writers = writers;
            writer = writers.writer();
        }

        @Override
        public Lines encode(Batch batch) {
            byte[] buffer = buffers.poll();
            Out out = buffer == null ? new Out(batch.size() * LINE_BYTES) : new Out(buffer);
            JsonEncoder encoder = new JsonEncoder(out, writers.model().zone());
            for (int i = batch.from(); i < batch.to(); i++) {
                long delivery = batch.deliveries()[i];
                int shardNumber = DayPlan.shard(delivery);
                Shard shard = batch.shards().get(shardNumber);
                DeliveryKind kind = DayPlan.kind(delivery);
                int before = out.length();
                writer.write(
                        shard,
                        batch.plans().get(shardNumber),
                        DayPlan.row(delivery),
                        kind,
                        batch.start() + DayPlan.clock(delivery),
                        encoder);
                if (kind == DeliveryKind.UNDECODABLE) {
                    out.cut(before);
                    out.put(BROKEN);
                    out.uuid(writer.head().idHigh, writer.head().idLow);
                    out.put((byte) '\n');
                }
            }
            return new Lines(out.array(), out.length());
        }
    }
}
