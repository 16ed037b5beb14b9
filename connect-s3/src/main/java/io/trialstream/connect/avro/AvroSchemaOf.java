package io.trialstream.connect.avro;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** The Avro schema for one of Connect's. A struct without a name is named after the way to it. */
final class AvroSchemaOf {
    private static final int DECIMAL_PRECISION_DEFAULT = 64;

    /** Avro lets a name be defined once: where it comes again it must be the same object. */
    private final Map<String, Schema> named = new HashMap<>();

    /**
     * @param path what a struct without a name is called
     * @throws DataException if Avro has no such type
     */
    Schema schema(org.apache.kafka.connect.data.Schema connect, String path) {
        try {
            Schema present = AvroTypes.isUnion(connect) ? union(connect, path) : present(connect, path);
            return connect.isOptional() && !AvroTypes.isUnion(connect) ? optional(present) : present;
        } catch (AvroRuntimeException e) {
            throw new DataException("expected a schema that Avro can express: " + e.getMessage(), e);
        }
    }

    private static Schema optional(Schema present) {
        return Schema.createUnion(Schema.create(Schema.Type.NULL), present);
    }

    private Schema union(org.apache.kafka.connect.data.Schema connect, String path) {
        List<Schema> branches = new ArrayList<>();
        if (connect.isOptional()) {
            branches.add(Schema.create(Schema.Type.NULL));
        }
        connect.fields().forEach(field -> branches.add(present(field.schema(), path + "_" + field.name())));
        return Schema.createUnion(branches);
    }

    /** The type without regard to whether null is one of its values. */
    private Schema present(org.apache.kafka.connect.data.Schema connect, String path) {
        return switch (connect.type()) {
            case INT8, INT16 -> Schema.create(Schema.Type.INT);
            case INT32 -> integer(connect);
            case INT64 -> longInteger(connect);
            case FLOAT32 -> Schema.create(Schema.Type.FLOAT);
            case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case STRING -> string(connect);
            case BYTES -> bytes(connect);
            case ARRAY -> Schema.createArray(schema(connect.valueSchema(), path + "_item"));
            case MAP -> map(connect, path);
            case STRUCT -> struct(connect, path);
        };
    }

    private static Schema integer(org.apache.kafka.connect.data.Schema connect) {
        Schema avro = Schema.create(Schema.Type.INT);
        if (Date.LOGICAL_NAME.equals(connect.name())) {
            return LogicalTypes.date().addToSchema(avro);
        }
        return Time.LOGICAL_NAME.equals(connect.name())
                ? LogicalTypes.timeMillis().addToSchema(avro)
                : avro;
    }

    private static Schema longInteger(org.apache.kafka.connect.data.Schema connect) {
        Schema avro = Schema.create(Schema.Type.LONG);
        return Timestamp.LOGICAL_NAME.equals(connect.name())
                ? LogicalTypes.timestampMillis().addToSchema(avro)
                : avro;
    }

    private Schema string(org.apache.kafka.connect.data.Schema connect) {
        String name = AvroTypes.enumName(connect);
        String symbols = AvroTypes.parameter(connect, AvroTypes.ENUM_SYMBOLS);
        return name == null || symbols == null
                ? Schema.create(Schema.Type.STRING)
                : named.computeIfAbsent(
                        name, key -> Schema.createEnum(key, connect.doc(), null, List.of(symbols.split(","))));
    }

    private Schema bytes(org.apache.kafka.connect.data.Schema connect) {
        String name = AvroTypes.parameter(connect, AvroTypes.FIXED);
        String size = AvroTypes.parameter(connect, AvroTypes.FIXED_SIZE);
        Schema avro = name == null || size == null
                ? Schema.create(Schema.Type.BYTES)
                : named.computeIfAbsent(name, key -> Schema.createFixed(key, null, null, Integer.parseInt(size)));
        String scale = AvroTypes.parameter(connect, Decimal.SCALE_FIELD);
        if (!Decimal.LOGICAL_NAME.equals(connect.name()) || scale == null) {
            return avro;
        }
        String precision = AvroTypes.parameter(connect, AvroTypes.DECIMAL_PRECISION);
        return LogicalTypes.decimal(
                        precision == null ? DECIMAL_PRECISION_DEFAULT : Integer.parseInt(precision),
                        Integer.parseInt(scale))
                .addToSchema(avro);
    }

    private Schema map(org.apache.kafka.connect.data.Schema connect, String path) {
        if (connect.keySchema().type() != org.apache.kafka.connect.data.Schema.Type.STRING) {
            throw new DataException("expected a map with string keys at " + path + ", found keys of type "
                    + connect.keySchema().type());
        }
        return Schema.createMap(schema(connect.valueSchema(), path + "_value"));
    }

    private Schema struct(org.apache.kafka.connect.data.Schema connect, String path) {
        String name = connect.name() == null ? path.replaceAll("[^A-Za-z0-9_]", "_") : connect.name();
        Schema known = named.get(name);
        if (known != null) {
            return known;
        }
        List<Schema.Field> fields = new ArrayList<>();
        for (Field field : connect.fields()) {
            Schema type = schema(field.schema(), name + "_" + field.name());
            fields.add(new Schema.Field(field.name(), type, null, defaultOf(type)));
        }
        Schema avro = Schema.createRecord(name, connect.doc(), null, false, fields);
        named.put(name, avro);
        return avro;
    }

    private static @Nullable Object defaultOf(Schema type) {
        boolean optional =
                type.getType() == Schema.Type.UNION && type.getTypes().get(0).getType() == Schema.Type.NULL;
        return optional ? JsonProperties.NULL_VALUE : null;
    }
}
