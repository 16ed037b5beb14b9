package io.trialstream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.oracle.RawRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** A raw topic in memory, filled with what a simulation delivers, for the oracle to read. */
final class RawTopic {
    private static final long INGEST = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private final long[] offsets;
    private final List<RawRecord> records = new ArrayList<>();

    RawTopic(int partitions, Model model) {
        offsets = new long[partitions];
        for (int partition = 0; partition < partitions; partition++) {
            add(partition, null, new RawRecord.DefinitionFact(model.experiment()));
        }
    }

    List<RawRecord> records() {
        return records;
    }

    void play(Simulation simulation, int intervals) {
        for (int i = 0; i < intervals; i++) {
            watermark(simulation.emit(this::add).watermark());
        }
    }

    void watermark(long value) {
        for (int partition = 0; partition < offsets.length; partition++) {
            add(partition, null, new RawRecord.Watermark("", Long.toString(value)));
        }
    }

    private void add(Delivery delivery) {
        byte[] key = delivery.key().getBytes(UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % offsets.length;
        add(
                partition,
                key,
                switch (delivery.kind()) {
                    case UNDECODABLE, UNKNOWN_SCHEMA ->
                        new RawRecord.Bad(delivery.kind().id());
                    default -> new RawRecord.Event(RecordEncoder.avro(delivery.event()));
                });
    }

    private void add(int partition, byte @Nullable [] key, RawRecord.Body body) {
        records.add(new RawRecord(partition, offsets[partition]++, key, INGEST, body));
    }
}
