package io.trialstream.connect.avro;

import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** What Avro has and Connect has not, and how Connect's schemas tell of it. */
public final class AvroTypes {
    /** Parameter of a {@code STRING} schema that was an enum: the enum's full name. */
    public static final String ENUM = "io.trialstream.avro.enum";
    /** Parameter beside {@link #ENUM}: its symbols, comma-separated. */
    public static final String ENUM_SYMBOLS = "io.trialstream.avro.enum.symbols";
    /** Parameter of a {@code BYTES} schema that was of fixed length: the type's full name. */
    public static final String FIXED = "io.trialstream.avro.fixed";
    /** Parameter beside {@link #FIXED}: its length in bytes. */
    public static final String FIXED_SIZE = "io.trialstream.avro.fixed.size";
    /** Parameter of a decimal: digits in all. Bears the name other Avro converters give it. */
    public static final String DECIMAL_PRECISION = "connect.decimal.precision";
    /** Name of the {@code STRUCT} that stands for a union: a field for each branch, of which at most one is set. */
    public static final String UNION = "io.trialstream.avro.Union";

    private AvroTypes() {}

    /** A parameter of a schema; null where it has none of that name. */
    static @Nullable String parameter(Schema schema, String name) {
        return schema.parameters() == null ? null : schema.parameters().get(name);
    }

    /** The full name of the enum that a schema stands for; null where it stands for none. */
    public static @Nullable String enumName(Schema schema) {
        return parameter(schema, ENUM);
    }

    /** Whether a schema stands for a union. */
    public static boolean isUnion(Schema schema) {
        return schema.type() == Schema.Type.STRUCT && UNION.equals(schema.name());
    }
}
