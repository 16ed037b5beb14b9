package io.trialstream.topology.unit;

import io.trialstream.topology.aggregate.Enrolments;
import io.trialstream.topology.assignment.Assignments;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;

/** What is known of a unit for long and changes seldom. */
public record ColdRecord(Assignments assignments, Enrolments enrolments) {
    private static final int VERSION = 1;

    ColdRecord() {
        this(new Assignments(), new Enrolments());
    }

    /** The record of a unit that nothing lasting is known of. */
    public static ColdRecord empty() {
        return new ColdRecord();
    }

    byte[] toBytes(ByteWriter out) {
        out.reset().writeByte(VERSION);
        assignments.write(out);
        enrolments.write(out);
        return out.toBytes();
    }

    public static ColdRecord fromBytes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "cold user record");
        return new ColdRecord(Assignments.read(in), Enrolments.read(in));
    }
}
