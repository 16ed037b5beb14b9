package io.trialstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AvroDecoderTest {
    private static final int ID = 7;

    private final FakeRegistry registry = new FakeRegistry();
    private final SchemaRegistryClient client = SchemaRegistryClient.of(registry.url());
    private final AvroDecoder<UserEvent> decoder = new AvroDecoder<>(client, UserEvent.class);

    @AfterEach
    void close() {
        registry.close();
    }

    /** Written by Avro's own encoder with another schema, as another team's producer would. */
    private static byte[] written(int id, GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0, 0, 0, 0, (byte) id});
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private GenericRecord foreign(int id, String fields) {
        String text =
                "{\"type\":\"record\",\"name\":\"UserEvent\",\"namespace\":\"io.trialstream.schemas\",\"fields\":["
                        + fields + "]}";
        registry.put(id, text);
        return new GenericData.Record(new Schema.Parser().parse(text));
    }

    @Test
    void readsWhatAnOlderAndANewerWriterWrote() throws IOException {
        GenericRecord record = foreign(
                ID,
                "{\"name\":\"added\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"
                        + "{\"name\":\"timestamp\",\"type\":\"int\"},"
                        + "{\"name\":\"event_name\",\"type\":\"string\"},"
                        + "{\"name\":\"event_id\",\"type\":\"string\"},"
                        + "{\"name\":\"user_id\",\"type\":\"string\"}");
        record.put("added", List.of("a", "b"));
        record.put("timestamp", 5);
        record.put("event_name", "n");
        record.put("event_id", "i");
        record.put("user_id", "u");

        UserEvent event = decoder.decode(written(ID, record));

        assertThat(event)
                .isEqualTo(UserEvent.newBuilder()
                        .setEventId("i")
                        .setEventName("n")
                        .setUserId("u")
                        .setTimestamp(Instant.ofEpochMilli(5))
                        .build());
        assertThat(event.getContext()).isEmpty();
    }

    @Test
    void readsARenamedFieldByItsAlias() throws IOException {
        registry.put(
                ID,
                "{\"type\":\"record\",\"name\":\"io.trialstream.schemas.serde.Renamed\","
                        + "\"fields\":[{\"name\":\"old_name\",\"type\":\"string\"}]}");
        GenericRecord record = new GenericData.Record(client.schemaById(ID));
        record.put("old_name", "x");

        assertThat(new AvroDecoder<>(client, Renamed.class)
                        .decode(written(ID, record))
                        .get(0))
                .isEqualTo("x");
    }

    @Test
    void readsEachRecordWithTheSchemaItWasWrittenWithAsTheyAlternate() throws IOException {
        String fields = "{\"name\":\"event_id\",\"type\":\"string\"},{\"name\":\"event_name\",\"type\":\"string\"},"
                + "{\"name\":\"timestamp\",\"type\":\"long\"}";
        GenericRecord one = foreign(1, fields);
        GenericRecord two = foreign(2, "{\"name\":\"first\",\"type\":\"double\"}," + fields);
        two.put("first", 1.5);
        for (GenericRecord record : List.of(one, two)) {
            record.put("event_id", "i");
            record.put("event_name", "n");
            record.put("timestamp", 5L);
        }

        for (int i = 0; i < 4; i++) {
            byte[] value = i % 2 == 0 ? written(1, one) : written(2, two);
            assertThat(decoder.decode(value).getEventId()).isEqualTo("i");
        }
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/1", "GET /schemas/ids/2");
    }

    @Test
    void aSchemaThatCannotBeReadAsTheClassMakesItsRecordsUndecodable() throws IOException {
        GenericRecord record = foreign(ID, "{\"name\":\"event_id\",\"type\":\"string\"}");
        record.put("event_id", "i");

        assertThatThrownBy(() -> decoder.decode(written(ID, record)))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("expected a record of UserEvent written with schema id 7")
                .hasMessageContaining("missing required field");
    }

    @Test
    void aSchemaThatIsNoRecordsIsTold() {
        registry.put(ID, "\"string\"");

        assertThatThrownBy(() -> decoder.decode(new byte[] {0, 0, 0, 0, ID, 2, 'a'}))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("expected the id of a record's schema, found id 7, a STRING at byte 1");
    }

    @Test
    void withoutAClassAWriterNobodyGeneratedForIsTold() {
        registry.put(ID, "{\"type\":\"record\",\"name\":\"java.lang.String\",\"fields\":[]}");

        assertThatThrownBy(() -> AvroDecoder.byWriterName(client).decode(new byte[] {0, 0, 0, 0, ID}))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining(
                        "expected the id of a schema with a generated class, found id 7, java.lang.String");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''           | expected a header of 5 bytes (0, then a four-byte schema id), found 0 bytes at byte 0",
                "00000000     | expected a header of 5 bytes (0, then a four-byte schema id), found 4 bytes at byte 4",
                "7b226576656e | expected magic byte 0, found byte 0x7b at byte 0",
            })
    void whatIsNotInTheWireFormatIsToldWithoutAskingTheRegistry(String hex, String message) {
        assertThatThrownBy(() -> decoder.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(UndecodableException.class)
                .hasMessage(message);
        assertThat(registry.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // After the header: event_id's length, and what is wrong with it.
                "            | 5 | only 0 bytes left where 1 are due",
                "0465         | 5 | a length of 2 with 1 bytes left",
                "fcffffff0f   | 5 | a length of 2147483646 with 0 bytes left",
                "01           | 5 | a length of -1 with 0 bytes left",
                "ffffffffffffffffffff01 | 5 | a number of more than 10 bytes",
                "0002         | 6 | a length of 1 with 0 bytes left",
                // event_id and event_name empty; user_id's branch is 5, of two.
                "00000a       | 8 | ",
                // … ids null, timestamp 0, a context of 2^30 entries.
                "0000000000008080808008 | 11 | a block of 1073741824 items with 0 bytes left",
                // A negative count of entries is followed by a size in bytes: -1 entry of 100 bytes.
                "00000000000001c801 | 12 | a length of 100 with 0 bytes left",
            })
    void bytesThatAreNoRecordSayWhatIsWrongAndWhere(String hex, int offset, String found) {
        registry.put(ID, AvroSchemas.contractText(UserEvent.getClassSchema()));

        assertThatThrownBy(() -> decoder.decode(HexFormat.of().parseHex("0000000007" + (hex == null ? "" : hex))))
                .isInstanceOfSatisfying(UndecodableException.class, e -> {
                    assertThat(e.expected()).isEqualTo("a record of UserEvent written with schema id 7");
                    assertThat(e.found()).contains(found == null ? "" : found);
                    assertThat(e.offset()).isEqualTo(offset);
                });
    }

    @Test
    void everyTruncationAndEveryTrailingByteIsFound() {
        byte[] whole = AvroSerde.of(UserEvent.class, client).serializer().serialize("t", AvroSerdeTest.event());
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decoder.decode(part)).isInstanceOf(UndecodableException.class);
        }
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(whole, whole.length + 3)))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("expected the end of the record, found 3 more bytes at byte " + whole.length);
    }

    /** Whatever the bytes, there is a record or an {@code UndecodableException}: nothing else, and no memory's end. */
    @Test
    void randomDamageNeverDoesAnythingElse() {
        byte[] whole = AvroSerde.of(UserEvent.class, client).serializer().serialize("t", AvroSerdeTest.event());
        Random random = new Random(11);
        int undecodable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
                damaged[5 + random.nextInt(whole.length - 5)] = (byte) random.nextInt();
            }
            try {
                assertThat(decoder.decode(damaged)).isNotNull();
            } catch (UndecodableException e) {
                undecodable++;
            }
        }
        assertThat(undecodable).isBetween(5_000, 19_999);
    }

    @Test
    void dataNestedDeeperThanTheStackIsUndecodable() {
        registry.put(
                ID,
                "{\"type\":\"record\",\"name\":\"UserEvent\",\"namespace\":\"io.trialstream.schemas\",\"fields\":["
                        + "{\"name\":\"nest\",\"type\":[\"null\",\"UserEvent\"]},"
                        + "{\"name\":\"event_id\",\"type\":\"string\"},{\"name\":\"event_name\",\"type\":\"string\"},"
                        + "{\"name\":\"timestamp\",\"type\":\"long\"}]}");
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, 5, deep.length, (byte) 2);
        deep[4] = ID;

        assertThatThrownBy(() -> decoder.decode(deep)).isInstanceOf(UndecodableException.class);
    }

    @Test
    void manyThreadsShareOneSerdeFromTheFirstRecordOn() throws Exception {
        AvroSerde<UserEvent> serde = AvroSerde.of(UserEvent.class, client);
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                results.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < 2_000; i++) {
                        UserEvent event = randomEvent(random);
                        byte[] value = serde.serializer().serialize("t", event);
                        if (!serde.deserializer().deserialize("t", value).equals(event)) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
            assertThat(registry.requests()).containsExactly("POST /subjects/t-value/versions", "GET /schemas/ids/1");
        } finally {
            pool.shutdownNow();
        }
    }

    private static UserEvent randomEvent(Random random) {
        return UserEvent.newBuilder()
                .setEventId(Long.toHexString(random.nextLong()))
                .setEventName("é".repeat(random.nextInt(300)))
                .setAnonymousId(random.nextBoolean() ? null : "a")
                .setTimestamp(Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64)))
                .setContext(Map.of("x", String.valueOf(random.nextInt()), "😀", "한글"))
                .setEventProperties(Map.of())
                .build();
    }

    @Test
    void recordsWithinRecordsAndEveryKindOfFieldComeBack() {
        Session session = new Session(
                "u", 1L, -5L, Long.MAX_VALUE, 3L, 2, 1, 0, 0, false, "in", null, null, true, Map.of("x", "control"));
        CleanEvent clean = CleanEvent.newBuilder()
                .setEvent(AvroSerdeTest.event())
                .setWindowStart(900_000)
                .setBot(true)
                .setBotReasons(List.of("volume"))
                .setExperiments(List.of())
                .setEnrichment(new io.trialstream.schemas.Enrichment("b", "o", "d", "KR", "p", 23, 7))
                .build();

        AvroSerde<Session> sessions = AvroSerde.of(Session.class, client);
        AvroSerde<CleanEvent> cleans = AvroSerde.of(CleanEvent.class, client);

        assertThat(sessions.deserializer()
                        .deserialize("s", sessions.serializer().serialize("s", session)))
                .isEqualTo(session);
        assertThat(cleans.deserializer().deserialize("c", cleans.serializer().serialize("c", clean)))
                .isEqualTo(clean);
    }
}
