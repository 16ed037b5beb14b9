package io.trialstream.connect.avro;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.jspecify.annotations.Nullable;

/** Connect's values as Avro's generic ones. */
final class ConnectData {
    private static final Conversions.DecimalConversion DECIMAL = new Conversions.DecimalConversion();

    private ConnectData() {}

    /**
     * @param avro the schema made of {@code connect} by {@link AvroSchemaOf}
     * @throws RuntimeException of Avro's or Java's, if the value is not of that type
     */
    static @Nullable Object toAvro(Schema avro, org.apache.kafka.connect.data.Schema connect, @Nullable Object value) {
        if (value == null) {
            return null;
        } else if (AvroTypes.isUnion(connect)) {
            return unionBranch(avro, connect, (Struct) value);
        }
        Schema present = avro.getType() == Schema.Type.UNION ? avro.getTypes().get(1) : avro;
        return switch (present.getType()) {
            case RECORD -> record(present, (Struct) value);
            case ARRAY -> array(present, connect, (List<?>) value);
            case MAP -> map(present, connect, (Map<?, ?>) value);
            case ENUM -> new GenericData.EnumSymbol(present, value);
            case FIXED, BYTES -> bytes(present, value);
            case INT -> integer(connect, value);
            case LONG -> value instanceof java.util.Date date ? date.getTime() : value;
            default -> value;
        };
    }

    private static @Nullable Object unionBranch(
            Schema avro, org.apache.kafka.connect.data.Schema connect, Struct union) {
        int offset = connect.isOptional() ? 1 : 0;
        for (Field field : connect.fields()) {
            Object value = union.get(field);
            if (value != null) {
                return toAvro(avro.getTypes().get(field.index() + offset), field.schema(), value);
            }
        }
        return null;
    }

    private static GenericData.Record record(Schema avro, Struct struct) {
        GenericData.Record record = new GenericData.Record(avro);
        for (Field field : struct.schema().fields()) {
            Schema type = avro.getFields().get(field.index()).schema();
            record.put(field.index(), toAvro(type, field.schema(), struct.get(field)));
        }
        return record;
    }

    private static List<@Nullable Object> array(
            Schema avro, org.apache.kafka.connect.data.Schema connect, List<?> items) {
        List<@Nullable Object> list = new ArrayList<>(items.size());
        items.forEach(item -> list.add(toAvro(avro.getElementType(), connect.valueSchema(), item)));
        return list;
    }

    private static Map<Object, @Nullable Object> map(
            Schema avro, org.apache.kafka.connect.data.Schema connect, Map<?, ?> entries) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        entries.forEach((key, value) -> map.put(key, toAvro(avro.getValueType(), connect.valueSchema(), value)));
        return map;
    }

    private static Object bytes(Schema avro, Object value) {
        boolean fixed = avro.getType() == Schema.Type.FIXED;
        if (value instanceof BigDecimal decimal) {
            return fixed
                    ? DECIMAL.toFixed(decimal, avro, avro.getLogicalType())
                    : DECIMAL.toBytes(decimal, avro, avro.getLogicalType());
        }
        ByteBuffer buffer = value instanceof byte[] array ? ByteBuffer.wrap(array) : (ByteBuffer) value;
        if (!fixed) {
            return buffer;
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return new GenericData.Fixed(avro, copy);
    }

    private static Object integer(org.apache.kafka.connect.data.Schema connect, Object value) {
        if (value instanceof java.util.Date date) {
            if (Date.LOGICAL_NAME.equals(connect.name())) {
                return Date.fromLogical(connect, date);
            }
            return Time.fromLogical(connect, date);
        }
        return ((Number) value).intValue();
    }
}
