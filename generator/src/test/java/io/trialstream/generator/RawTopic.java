package io.trialstream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.model.Fact;
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

    RawTopic(int partitions) {
        offsets = new long[partitions];
    }

    List<RawRecord> records() {
        return records;
    }

    /** Says what each interval added to the truth. */
    List<IntervalTruth> play(Simulation<EncodedBatch> simulation, int intervals) {
        List<IntervalTruth> truths = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
            simulation.facts().forEach(this::add);
            IntervalTruth truth = simulation.emit(batch -> Delivery.of(batch).forEach(this::add));
            watermark(truth.watermark());
            truths.add(truth);
        }
        return truths;
    }

    void watermark(long value) {
        for (int partition = 0; partition < offsets.length; partition++) {
            add(partition, null, new RawRecord.Watermark("", Long.toString(value)));
        }
    }

    private void add(Fact fact) {
        if (fact instanceof Fact.Assigned assigned) {
            byte[] key = assigned.unit().getBytes(UTF_8);
            add(partition(key), key, new RawRecord.AssignmentFact(assigned.unit(), assigned.assignment()));
        } else if (fact instanceof Fact.Definition definition) {
            for (int partition = 0; partition < offsets.length; partition++) {
                add(partition, null, new RawRecord.DefinitionFact(definition.definition()));
            }
        }
    }

    private int partition(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % offsets.length;
    }

    private void add(Delivery delivery) {
        RawRecord.Body body;
        if (delivery.undecodable()) {
            body = new RawRecord.Bad("undecodable");
        } else if (delivery.unknownSchema()) {
            body = new RawRecord.Bad("unknown-schema");
        } else {
            body = new RawRecord.Event(delivery.sound());
        }
        add(partition(delivery.key()), delivery.key(), body);
    }

    private void add(int partition, byte @Nullable [] key, RawRecord.Body body) {
        records.add(new RawRecord(partition, offsets[partition]++, key, INGEST, body));
    }
}
