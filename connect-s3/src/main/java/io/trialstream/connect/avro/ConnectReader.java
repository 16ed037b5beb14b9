package io.trialstream.connect.avro;

import io.trialstream.schemas.serde.UndecodableException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Avro binary of one writer's schema straight to Connect data, without a record of Avro's between. The schema is walked
 * once, when the reader is made.
 *
 * <p>A record becomes a {@code STRUCT} of its full name; a union of null and one type becomes that type, optional; any
 * other union a struct as {@link AvroTypes#UNION} says; enums and fixed keep their names in parameters;
 * {@code timestamp-millis}, {@code time-millis}, {@code date} and {@code decimal} become Connect's, other logical types
 * what they are without. Defaults are not carried: Connect would put them where a record has null. A schema that
 * contains itself cannot be Connect's and is refused.
 *
 * <p>Thread-safe.
 */
final class ConnectReader {
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    private final org.apache.kafka.connect.data.Schema schema;
    private final Step step;

    /** Reads one value. */
    @FunctionalInterface
    private interface Step {
        @Nullable
        Object read(Decoder in) throws IOException;
    }

    private ConnectReader(org.apache.kafka.connect.data.Schema schema, Step step) {
        this.schema = schema;
        this.step = step;
    }

    /** @throws UndecodableException if Connect has no such type */
    static ConnectReader of(Schema writer) {
        return new Compiler().compile(writer, false);
    }

    /** What the values are, in Connect's terms. */
    org.apache.kafka.connect.data.Schema schema() {
        return schema;
    }

    /** Reads one value; throws whatever Avro or Connect find wrong with the bytes. */
    @Nullable
    Object read(Decoder in) throws IOException {
        return step.read(in);
    }

    private static final class Compiler {
        private final Set<String> open = new HashSet<>();

        ConnectReader compile(Schema avro, boolean optional) {
            return switch (avro.getType()) {
                case RECORD -> struct(avro, optional);
                case ENUM -> enumeration(avro, optional);
                case ARRAY -> array(avro, optional);
                case MAP -> map(avro, optional);
                case UNION -> union(avro);
                case FIXED, BYTES -> bytes(avro, optional);
                case INT -> integer(avro, optional);
                case LONG -> longInteger(avro, optional);
                case STRING -> reader(SchemaBuilder.string(), optional, Decoder::readString);
                case FLOAT -> reader(SchemaBuilder.float32(), optional, Decoder::readFloat);
                case DOUBLE -> reader(SchemaBuilder.float64(), optional, Decoder::readDouble);
                case BOOLEAN -> reader(SchemaBuilder.bool(), optional, Decoder::readBoolean);
                // Connect has no type of null alone; an optional string is as good as any.
                case NULL -> reader(SchemaBuilder.string(), true, Compiler::readNull);
            };
        }

        private static ConnectReader reader(SchemaBuilder type, boolean optional, Step step) {
            return new ConnectReader(optional ? type.optional().build() : type.build(), step);
        }

        private static @Nullable Object readNull(Decoder in) throws IOException {
            in.readNull();
            return null;
        }

        private ConnectReader struct(Schema avro, boolean optional) {
            String name = avro.getFullName();
            if (!open.add(name)) {
                throw new UndecodableException("a schema that does not contain itself", name + ", which does", 1);
            }
            SchemaBuilder builder = SchemaBuilder.struct().name(name).doc(avro.getDoc());
            List<Step> steps = new ArrayList<>();
            for (Schema.Field field : avro.getFields()) {
                ConnectReader content = compile(field.schema(), false);
                builder.field(field.name(), content.schema);
                steps.add(content.step);
            }
            open.remove(name);
            if (optional) {
                builder.optional();
            }
            org.apache.kafka.connect.data.Schema schema = builder.build();
            Step[] inOrder = steps.toArray(Step[]::new);
            return new ConnectReader(schema, in -> {
                Struct struct = new Struct(schema);
                List<Field> fields = schema.fields();
                for (int i = 0; i < inOrder.length; i++) {
                    struct.put(fields.get(i), inOrder[i].read(in));
                }
                return struct;
            });
        }

        private static ConnectReader enumeration(Schema avro, boolean optional) {
            List<String> symbols = avro.getEnumSymbols();
            SchemaBuilder builder = SchemaBuilder.string()
                    .doc(avro.getDoc())
                    .parameter(AvroTypes.ENUM, avro.getFullName())
                    .parameter(AvroTypes.ENUM_SYMBOLS, String.join(",", symbols));
            return reader(builder, optional, in -> symbols.get(in.readEnum()));
        }

        private ConnectReader array(Schema avro, boolean optional) {
            ConnectReader items = compile(avro.getElementType(), false);
            return reader(SchemaBuilder.array(items.schema), optional, in -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (long left = in.readArrayStart(); left != 0; left = in.arrayNext()) {
                    for (long i = 0; i < left; i++) {
                        list.add(items.read(in));
                    }
                }
                return list;
            });
        }

        private ConnectReader map(Schema avro, boolean optional) {
            ConnectReader values = compile(avro.getValueType(), false);
            SchemaBuilder builder =
                    SchemaBuilder.map(org.apache.kafka.connect.data.Schema.STRING_SCHEMA, values.schema);
            return reader(builder, optional, in -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (long left = in.readMapStart(); left != 0; left = in.mapNext()) {
                    for (long i = 0; i < left; i++) {
                        map.put(in.readString(), values.read(in));
                    }
                }
                return map;
            });
        }

        private ConnectReader union(Schema avro) {
            List<Schema> types = avro.getTypes();
            boolean nullable = types.stream().anyMatch(type -> type.getType() == Schema.Type.NULL);
            boolean several = types.size() > (nullable ? 2 : 1);
            List<ConnectReader> branches = types.stream()
                    .map(type -> compile(type, nullable || several))
                    .toList();
            if (several) {
                return severalBranches(types, branches, nullable);
            }
            ConnectReader present =
                    types.get(0).getType() == Schema.Type.NULL && types.size() > 1 ? branches.get(1) : branches.get(0);
            return new ConnectReader(
                    present.schema, in -> branches.get(branch(branches, in)).read(in));
        }

        private static ConnectReader severalBranches(
                List<Schema> types, List<ConnectReader> branches, boolean nullable) {
            SchemaBuilder builder = SchemaBuilder.struct().name(AvroTypes.UNION);
            for (int i = 0; i < types.size(); i++) {
                if (types.get(i).getType() != Schema.Type.NULL) {
                    builder.field(types.get(i).getFullName(), branches.get(i).schema);
                }
            }
            org.apache.kafka.connect.data.Schema schema =
                    nullable ? builder.optional().build() : builder.build();
            return new ConnectReader(schema, in -> {
                int index = branch(branches, in);
                Object value = branches.get(index).read(in);
                return types.get(index).getType() == Schema.Type.NULL
                        ? null
                        : new Struct(schema).put(types.get(index).getFullName(), value);
            });
        }

        private static int branch(List<ConnectReader> branches, Decoder in) throws IOException {
            int index = in.readIndex();
            if (index < 0 || index >= branches.size()) {
                throw new IOException("branch " + index + " of a union of " + branches.size());
            }
            return index;
        }

        private static ConnectReader bytes(Schema avro, boolean optional) {
            int size = avro.getType() == Schema.Type.FIXED ? avro.getFixedSize() : -1;
            LogicalTypes.Decimal decimal =
                    avro.getLogicalType() instanceof LogicalTypes.Decimal logical ? logical : null;
            SchemaBuilder builder = decimal == null
                    ? SchemaBuilder.bytes()
                    : Decimal.builder(decimal.getScale())
                            .parameter(AvroTypes.DECIMAL_PRECISION, String.valueOf(decimal.getPrecision()));
            if (size >= 0) {
                builder.parameter(AvroTypes.FIXED, avro.getFullName())
                        .parameter(AvroTypes.FIXED_SIZE, String.valueOf(size));
            }
            Step step = in -> readBytes(in, size);
            if (decimal != null) {
                int scale = decimal.getScale();
                step = in -> new BigDecimal(new BigInteger(readBytes(in, size).array()), scale);
            }
            return reader(builder, optional, step);
        }

        /** {@code size} bytes, or, below 0, as many as are said to come. */
        private static ByteBuffer readBytes(Decoder in, int size) throws IOException {
            if (size < 0) {
                return in.readBytes(null);
            }
            byte[] bytes = new byte[size];
            in.readFixed(bytes, 0, size);
            return ByteBuffer.wrap(bytes);
        }

        private static ConnectReader integer(Schema avro, boolean optional) {
            LogicalType logical = avro.getLogicalType();
            if (logical instanceof LogicalTypes.Date) {
                return reader(Date.builder(), optional, in -> new java.util.Date(in.readInt() * DAY_MS));
            } else if (logical instanceof LogicalTypes.TimeMillis) {
                return reader(Time.builder(), optional, in -> new java.util.Date(in.readInt()));
            }
            return reader(SchemaBuilder.int32(), optional, Decoder::readInt);
        }

        private static ConnectReader longInteger(Schema avro, boolean optional) {
            return avro.getLogicalType() instanceof LogicalTypes.TimestampMillis
                    ? reader(Timestamp.builder(), optional, in -> new java.util.Date(in.readLong()))
                    : reader(SchemaBuilder.int64(), optional, Decoder::readLong);
        }
    }
}
