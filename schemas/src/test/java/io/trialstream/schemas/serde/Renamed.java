package io.trialstream.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** What the generator would make of a schema whose field has an alias; Avro finds {@code SCHEMA$} by its name. */
public final class Renamed extends SpecificRecordBase {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("MemberName")
    public static final Schema SCHEMA$ = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Renamed\",\"namespace\":\"io.trialstream.schemas.serde\","
                    + "\"fields\":[{\"name\":\"new_name\",\"aliases\":[\"old_name\"],"
                    + "\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"}}]}");

    private @Nullable Object newName;

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public @Nullable Object get(int field) {
        return newName;
    }

    @Override
    public void put(int field, @Nullable Object value) {
        newName = value;
    }
}
