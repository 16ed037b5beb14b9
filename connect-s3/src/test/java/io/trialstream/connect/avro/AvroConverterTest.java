package io.trialstream.connect.avro;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroConverterTest {
    private static final String TOPIC = "t";
    private static final Schema EVERYTHING = new Schema.Parser().parse("""
            { "type": "record", "name": "Everything", "namespace": "x", "doc": "of all types", "fields": [
              { "name": "i", "type": "int" }, { "name": "l", "type": "long" }, { "name": "f", "type": "float" },
              { "name": "d", "type": "double" }, { "name": "b", "type": "boolean" }, { "name": "s", "type": "string" },
              { "name": "bytes", "type": "bytes" },
              { "name": "e", "type": { "type": "enum", "name": "Colour", "symbols": ["red", "green"] } },
              { "name": "fixed", "type": { "type": "fixed", "name": "Four", "size": 4 } },
              { "name": "at", "type": { "type": "long", "logicalType": "timestamp-millis" } },
              { "name": "day", "type": { "type": "int", "logicalType": "date" } },
              { "name": "time", "type": { "type": "int", "logicalType": "time-millis" } },
              { "name": "price", "type": { "type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2 } },
              { "name": "perhaps", "type": ["null", "string"], "default": null },
              { "name": "perhapsLast", "type": ["long", "null"] },
              { "name": "either", "type": ["null", "string", "int", "Colour",
                 { "type": "record", "name": "In", "fields": [ { "name": "n", "type": "int" } ] } ] },
              { "name": "list", "type": { "type": "array", "items": ["null", "In"] } },
              { "name": "map", "type": { "type": "map", "values": { "type": "map", "values": "Four" } } } ] }
            """);

    private final OneRegistry registry = new OneRegistry();

    @AfterEach
    void stop() {
        registry.close();
    }

    private AvroConverter converter(String... more) {
        Map<String, String> configs = new HashMap<>(Map.of(
                "schema.registry.url", registry.url(),
                "schema.registry.retries", "0",
                "schema.registry.missing.cache.ms", "0"));
        for (int i = 0; i < more.length; i += 2) {
            configs.put(more[i], more[i + 1]);
        }
        AvroConverter converter = new AvroConverter();
        converter.configure(configs, false);
        return converter;
    }

    private byte[] encode(Schema schema, Object datum) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5)
                .put((byte) 0)
                .putInt(registry.add(schema.toString()))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** Avro's own decoder, told to read as {@code reader}. */
    private static Object decode(Schema writer, Schema reader, byte[] value) throws IOException {
        return new GenericDatumReader<>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    }

    private static GenericData.Record everything(Random random) {
        GenericData.Record record = new GenericData.Record(EVERYTHING);
        EVERYTHING.getFields().forEach(field -> record.put(field.name(), datum(field.schema(), random)));
        return record;
    }

    private static @Nullable Object datum(Schema schema, Random random) {
        return switch (schema.getType()) {
            case INT -> schema.getLogicalType() == null ? random.nextInt() : random.nextInt(80_000_000) % 86_400_000;
            case LONG -> random.nextLong();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> "é" + random.nextInt(1000);
            case BYTES -> ByteBuffer.wrap(bytes(random, 1 + random.nextInt(4)));
            case FIXED -> new GenericData.Fixed(schema, bytes(random, schema.getFixedSize()));
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case NULL -> null;
            case UNION ->
                datum(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
            case ARRAY ->
                new ArrayList<>(IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> datum(schema.getElementType(), random))
                        .collect(java.util.stream.Collectors.toCollection(ArrayList::new)));
            case MAP -> {
                Map<String, @Nullable Object> map = new HashMap<>();
                IntStream.range(0, random.nextInt(4))
                        .forEach(i -> map.put("k" + i, datum(schema.getValueType(), random)));
                yield map;
            }
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                schema.getFields().forEach(field -> record.put(field.name(), datum(field.schema(), random)));
                yield record;
            }
        };
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatAvroWroteComesBackToAvro(long seed) throws IOException {
        AvroConverter converter = converter();
        GenericData.Record record = everything(new Random(seed));

        byte[] value = encode(EVERYTHING, record);

        SchemaAndValue data = converter.toConnectData(TOPIC, value);
        byte[] back = requireNonNull(converter.fromConnectData(TOPIC, data.schema(), data.value()));

        Schema written = new Schema.Parser().parse(registrySchema(back));
        assertThat(decode(written, EVERYTHING, back)).isEqualTo(decode(EVERYTHING, EVERYTHING, value));
        assertThat(converter.toConnectData(TOPIC, back).value().toString())
                .isEqualTo(data.value().toString());
    }

    private String registrySchema(byte[] value) {
        return registry.schema(ByteBuffer.wrap(value, 1, 4).getInt());
    }

    @Test
    void typesAreConnectsWhereConnectHasThem() throws IOException {
        GenericData.Record record = everything(new Random(7));
        record.put("at", 1_756_684_800_123L);
        record.put(
                "price",
                ByteBuffer.wrap(new BigDecimal("-12.34").unscaledValue().toByteArray()));
        record.put("perhapsLast", null);
        record.put("either", 5);

        SchemaAndValue data = converter().toConnectData(TOPIC, encode(EVERYTHING, record));

        Struct struct = (Struct) data.value();
        assertThat(data.schema().name()).isEqualTo("x.Everything");
        assertThat(struct.schema().field("at").schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
        assertThat(struct.get("at")).isEqualTo(java.util.Date.from(Instant.ofEpochMilli(1_756_684_800_123L)));
        assertThat(struct.schema().field("price").schema().name()).isEqualTo(Decimal.LOGICAL_NAME);
        assertThat(struct.get("price")).isEqualTo(new BigDecimal("-12.34"));
        assertThat(struct.schema().field("perhapsLast").schema().isOptional()).isTrue();
        assertThat(struct.get("perhapsLast")).isNull();
        assertThat(struct.getStruct("either").get("int")).isEqualTo(5);
        assertThat(struct.getStruct("either").get("x.In")).isNull();
    }

    @Test
    void eachRecordIsReadWithTheSchemaItWasWrittenWith() throws IOException {
        Schema first = new Schema.Parser().parse("""
                {"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"gone","type":"string"}]}""");
        Schema second = new Schema.Parser().parse("""
                {"type":"record","name":"R","fields":[{"name":"new","type":"long","default":1},{"name":"a","type":"int"}]}""");
        GenericData.Record one = new GenericData.Record(first);
        one.put("a", 1);
        one.put("gone", "g");
        GenericData.Record two = new GenericData.Record(second);
        two.put("a", 2);
        two.put("new", 9L);
        AvroConverter converter = converter();

        for (int round = 0; round < 3; round++) {
            assertThat(converter.toConnectData(TOPIC, encode(first, one)).value())
                    .hasToString("Struct{a=1,gone=g}");
            assertThat(converter.toConnectData(TOPIC, encode(second, two)).value())
                    .hasToString("Struct{new=9,a=2}");
        }
        assertThat(registry.requests()).isEqualTo(2);
    }

    @Test
    void bytesThatCannotBeDecodedComeThroughAsTheyAreOrAreAnErrorThatSaysWhere() throws IOException {
        byte[] good = encode(EVERYTHING, everything(new Random(1)));
        Schema recursive = new Schema.Parser().parse("""
                {"type":"record","name":"Node","fields":[{"name":"next","type":["null","Node"]}]}""");
        GenericData.Record node = new GenericData.Record(recursive);
        Map<byte[], String> bad = Map.of(
                new byte[0],
                "expected a header of 5 bytes",
                "{\"json\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "expected magic byte 0",
                new byte[] {0, 0, 0, 0, 99, 1},
                "schema id 99",
                Arrays.copyOf(good, good.length + 1),
                "expected the end of the value, found 1 more bytes",
                Arrays.copyOf(good, 20),
                "expected a value written with schema id 1",
                encode(recursive, node),
                "expected a schema that does not contain itself, found Node");

        bad.forEach((bytes, message) -> {
            SchemaAndValue raw = converter("undecodable", "raw").toConnectData(TOPIC, bytes);
            assertThat(raw.schema()).isEqualTo(org.apache.kafka.connect.data.Schema.OPTIONAL_BYTES_SCHEMA);
            assertThat(raw.value()).isSameAs(bytes);
            assertThatThrownBy(() -> converter().toConnectData(TOPIC, bytes))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("topic t: ")
                    .hasMessageContaining(message);
        });
    }

    @Test
    void aRegistryThatIsAwayCondemnsNoRecord() throws IOException {
        byte[] value = encode(EVERYTHING, everything(new Random(1)));
        AvroConverter converter = converter("undecodable", "raw");
        registry.setAway(true);
        assertThatThrownBy(() -> converter.toConnectData(TOPIC, value))
                .isExactlyInstanceOf(RetriableException.class)
                .hasMessageContaining("503");

        registry.setAway(false);
        assertThat(converter.toConnectData(TOPIC, value).value()).isInstanceOf(Struct.class);
    }

    @Test
    void aWrongRegistryAddressIsNoBadRecordEither() {
        AvroConverter converter = converter("undecodable", "raw");
        registry.setWrong(true);
        assertThatThrownBy(() -> converter.toConnectData(TOPIC, new byte[] {0, 0, 0, 0, 1, 2}))
                .isExactlyInstanceOf(ConnectException.class)
                .hasMessageContaining("404");
    }

    @Test
    void nullIsNullBothWays() {
        assertThat(converter().toConnectData(TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
        assertThat(converter().fromConnectData(TOPIC, null, null)).isNull();
    }

    @Test
    void dataWithoutASchemaOrWithOneThatAvroCannotExpressIsRefused() {
        org.apache.kafka.connect.data.Schema byNumber = SchemaBuilder.map(
                        org.apache.kafka.connect.data.Schema.INT32_SCHEMA,
                        org.apache.kafka.connect.data.Schema.STRING_SCHEMA)
                .build();
        assertThatThrownBy(() -> converter().fromConnectData(TOPIC, null, Map.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a value with a schema");
        assertThatThrownBy(() -> converter().fromConnectData(TOPIC, byNumber, Map.of(1, "a")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a map with string keys at t, found keys of type INT32");
    }

    @Test
    void structsWithoutNamesAreNamedAfterTheWayToThem() throws IOException {
        org.apache.kafka.connect.data.Schema inner = SchemaBuilder.struct()
                .field("n", org.apache.kafka.connect.data.Schema.INT8_SCHEMA)
                .build();
        org.apache.kafka.connect.data.Schema outer = SchemaBuilder.struct()
                .field("one", inner)
                .field("many", SchemaBuilder.array(inner).build())
                .build();
        Struct in = new Struct(inner).put("n", (byte) 3);
        byte[] value = requireNonNull(converter()
                .fromConnectData(TOPIC, outer, new Struct(outer).put("one", in).put("many", List.of(in))));

        Schema written = new Schema.Parser().parse(registrySchema(value));
        assertThat(decode(written, written, value)).hasToString("{\"one\": {\"n\": 3}, \"many\": [{\"n\": 3}]}");
    }
}
