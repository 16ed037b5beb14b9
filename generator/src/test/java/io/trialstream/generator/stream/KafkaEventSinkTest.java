package io.trialstream.generator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.generator.Delivery;
import io.trialstream.generator.Models;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.Simulation;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.generator.model.Fact;
import io.trialstream.generator.model.Fault;
import io.trialstream.generator.model.Faults;
import io.trialstream.generator.model.Model;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.MarkerHeaders;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.AvroSerdeConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and registry take streams. */
class KafkaEventSinkTest {
    private static final int PARTITIONS = TestBroker.PARTITIONS;
    private static final Instant START = Instant.parse("2025-08-08T01:00:00Z");
    private static final Model MODEL = Models.defaults(51, 800);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static TestBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static AvroSerde<UserEvent> serde;

    @BeforeAll
    static void start() {
        broker = new TestBroker(directory);
        broker.createRaw(
                "whole",
                "truth-without-1",
                "truth-without-2",
                "everything",
                "told",
                "one",
                "four",
                "stopped",
                "unstopped",
                "shared",
                "own",
                "anew",
                "quiet",
                "facts",
                "there");
        serde = serde(UserEvent.class);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void everyDeliveryIsInTheTopicInOrderAndEachIntervalEndsWithAWatermarkRecordOnEveryPartition() {
        Model model = MODEL.withFaults(many());
        RunResult result = run("everything", StreamOptions.of(model, START, 12));

        List<ConsumerRecord<byte[], byte[]>> records = broker.read("everything");
        List<List<String>> seen = lists();
        records.forEach(record -> seen.get(record.partition()).add(describe(record)));
        List<List<String>> expected = expected(model);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(seen.get(partition)).containsExactlyElementsOf(expected.get(partition));
        }
        long markers = records.stream().filter(record -> record.value() == null).count();
        assertThat(records.size() - markers)
                .isEqualTo(result.truth().accounting().in())
                .isEqualTo(result.events());
        assertThat(markers).isEqualTo((12L + model.experiments().size()) * PARTITIONS);
    }

    @Test
    void theTruthTopicSaysWhatWasBegunAndHowFarEachIntervalCame() throws Exception {
        StreamOptions options = StreamOptions.of(MODEL, START, 3).withCloseAtEnd(true);
        run("told", options);

        List<JsonNode> told = new ArrayList<>();
        for (String text : broker.truth("told")) {
            told.add(JSON.readTree(text));
        }
        assertThat(told).hasSize(5).allSatisfy(node -> {
            assertThat(node.path("format").asText()).isEqualTo(Truth.FORMAT);
            assertThat(node.path("seed").asLong()).isEqualTo(51);
            assertThat(node.path("model").asText()).isEqualTo(options.fingerprint());
        });
        assertThat(told.get(0).path("begin").asText()).isEqualTo(START.toString());
        assertThat(told.get(0).path("origin").asText()).isEqualTo(START.toString());
        assertThat(ends(told.get(0))).containsOnly(0L);
        assertThat(told.get(4).path("close").asText()).isEqualTo(options.end().toString());
        for (int interval = 0; interval < 3; interval++) {
            JsonNode node = told.get(interval + 1);
            assertThat(node.path("interval").asText())
                    .isEqualTo(START.plus(Duration.ofMinutes(15L * interval)).toString());
            assertThat(ends(node))
                    .isEqualTo(endsAfterWatermark("told", node.path("watermark").asLong()));
        }
        assertThat(ends(told.get(4)))
                .isEqualTo(broker.content("told").stream()
                        .map(list -> (long) list.size())
                        .toList());
    }

    @Test
    void oneRunOf96IntervalsIsFourOf24ByteForByte() {
        Instant midnight = Instant.parse("2025-08-07T15:00:00Z");
        RunResult whole = run("one", StreamOptions.of(MODEL, midnight, 96));
        RunResult last = whole;
        for (int part = 0; part < 4; part++) {
            last = run("four", StreamOptions.of(MODEL, midnight.plus(Duration.ofHours(6L * part)), 24));
        }
        assertThat(broker.content("four")).isEqualTo(broker.content("one"));
        assertThat(last.truth()).isEqualTo(whole.truth());
    }

    @Test
    void aStopLeavesWholeIntervalsAndWhatIsThereIsRefused() {
        StreamOptions options = StreamOptions.of(MODEL, START, 8);
        AtomicInteger intervals = new AtomicInteger();
        try (KafkaEventSink sink = new KafkaEventSink(broker.sink("stopped"))) {
            RunResult stopped = StreamGenerator.run(
                    options, sink, progress -> intervals.incrementAndGet(), () -> intervals.get() == 1 + 5);
            assertThat(stopped.end()).isEqualTo(Instant.parse("2025-08-08T02:15:00Z"));
        }
        assertThatThrownBy(() -> run("stopped", options))
                .isInstanceOf(GeneratorException.class)
                .hasMessageStartingWith("the intervals from 2025-08-08-10-00 to 2025-08-08-11-15 are there already");
        assertThatThrownBy(() -> run("stopped", StreamOptions.of(Models.defaults(52, 800), START, 8)))
                .hasMessageStartingWith("the stream there is of seed 51, model ");
        RunResult resumed = run("stopped", options.withResume(true));
        assertThat(resumed.sink().alreadyThere()).isZero();
        run("unstopped", options);
        assertThat(broker.content("stopped")).isEqualTo(broker.content("unstopped"));
    }

    /** As when the truth topic did not take them any more: the last record, or the last two. */
    @Test
    void intervalsThatAreThereWithoutTheirRecordsAreNotSentAgain() throws Exception {
        StreamOptions options = StreamOptions.of(MODEL, START, 4).withCloseAtEnd(true);
        run("whole", options);
        List<List<String>> whole = broker.content("whole");
        List<ConsumerRecord<byte[], byte[]>> told = broker.read(Topics.GENERATOR_TRUTH.name()).stream()
                .filter(record -> new String(record.value(), UTF_8).contains("\"topic\":\"whole\""))
                .toList();
        assertThat(told).hasSize(1 + 4 + 1);
        for (int lost = 1; lost <= 2; lost++) {
            String truth = "truth-without-" + lost;
            for (ConsumerRecord<byte[], byte[]> record : told.subList(0, told.size() - lost)) {
                broker.write(new ProducerRecord<>(truth, 0, record.key(), record.value()));
            }
            KafkaSinkOptions to = broker.sink("whole");
            try (KafkaEventSink sink = new KafkaEventSink(to.withTruthTopic(truth))) {
                StreamGenerator.run(options.withResume(true), sink, progress -> {}, () -> false);
                assertThat(sink.report().foreign()).isZero();
            }
            assertThat(broker.content("whole")).isEqualTo(whole);
            // All but the beginning of the second run is told again as it was: the offsets are found, not counted.
            List<byte[]> again =
                    broker.read(truth).stream().map(ConsumerRecord::value).toList();
            assertThat(again).hasSize(told.size() + 1);
            assertThat(again.subList(again.size() - lost, again.size()))
                    .containsExactlyElementsOf(told.subList(told.size() - lost, told.size()).stream()
                            .map(ConsumerRecord::value)
                            .toList());
        }
    }

    @Test
    void afterARecordThatIsGivenUpNothingIsSent() {
        broker.createRawOfSmallBatches("small", 20_000);
        byte[] large = new byte[50_000];
        new Random(1).nextBytes(large);
        EncodedBatch batch = new EncodedBatch(200);
        for (int i = 0; i < 200; i++) {
            batch.add(bytes("unit-9"), i == 100 ? large : bytes("event " + i), 0);
        }
        KafkaSinkOptions eager = broker.sink("small").withProducerProperties(Map.of("batch.size", "200"));
        assertThatThrownBy(() -> {
                    try (KafkaEventSink sink = new KafkaEventSink(eager)) {
                        sink.begin(new Beginning(START, START, 1, "m", false));
                        for (int i = 0; i < batch.size(); i++) {
                            sink.send(batch, i);
                        }
                        sink.finish();
                    }
                })
                .isInstanceOf(GeneratorException.class)
                .hasMessageStartingWith("cannot deliver to topic small at ");
        List<String> arrived = broker.read("small").stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
        assertThat(arrived)
                .isEqualTo(IntStream.range(0, arrived.size())
                        .mapToObj(i -> "event " + i)
                        .toList());
        assertThat(arrived).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void whatOthersWroteStaysAndIsTold() throws Exception {
        StreamOptions first = StreamOptions.of(MODEL, START, 2);
        StreamOptions second = StreamOptions.of(MODEL, first.end(), 2);
        run("own", first);
        run("own", second);
        run("shared", first);
        broker.write(new ProducerRecord<>("shared", 1, bytes("user"), bytes("theirs")));
        ProducerRecord<byte[], byte[]> ruling = Markers.watermark("shared", 2, 1);
        ruling.headers().add(MarkerHeaders.WRITER, bytes("another"));
        broker.write(ruling);
        assertThat(run("shared", second).sink().foreign()).isEqualTo(1);

        List<List<String>> shared = broker.content("shared");
        assertThat(shared.get(1)).anyMatch(record -> record.startsWith("user "));
        assertThat(shared.get(2)).anyMatch(record -> record.contains("another"));
        shared.get(1).removeIf(record -> record.startsWith("user "));
        shared.get(2).removeIf(record -> record.contains("another"));
        assertThat(shared).isEqualTo(broker.content("own"));
    }

    @Test
    void aTopicThatWasMadeAnewIsBegunAnew() throws Exception {
        StreamOptions options = StreamOptions.of(MODEL, START, 2);
        run("anew", options);
        List<List<String>> before = broker.content("anew");
        broker.delete("anew");
        broker.createRaw("anew");
        run("anew", options);
        assertThat(broker.content("anew")).isEqualTo(before);
    }

    @Test
    void aQuietPartitionHasNoWatermarkUntilTheStreamIsClosed() {
        StreamOptions options = StreamOptions.of(MODEL, START, 3);
        try (KafkaEventSink sink = new KafkaEventSink(broker.sink("quiet").withQuiet(Set.of(1)))) {
            StreamGenerator.run(options, sink, progress -> {}, () -> false);
        }
        assertThat(watermarks("quiet")).containsExactly(3L, 0L, 3L);
        StreamOptions closing = options.withResume(true).withCloseAtEnd(true);
        try (KafkaEventSink sink = new KafkaEventSink(broker.sink("quiet").withQuiet(Set.of(1)))) {
            StreamGenerator.run(closing, sink, progress -> {}, () -> false);
            assertThat(sink.report().foreign()).isZero();
        }
        assertThat(watermarks("quiet")).containsExactly(4L, 1L, 4L);
        assertThatThrownBy(() -> new KafkaEventSink(broker.sink("quiet").withQuiet(Set.of(3))))
                .hasMessage("quiet partition is 3, expected 0 to 2 of topic quiet");
    }

    @Test
    void factsAreInTheirTopicsAndBeforeTheFirstEventInTheRawTopic() {
        int definitionsBefore = broker.read(Topics.DEFINITIONS.name()).size();
        Assignment assignment = Assignment.newBuilder()
                .setExperimentId(DefaultExperiments.first().getId())
                .setVariant("control")
                .setAssignedAt(START.toEpochMilli())
                .build();
        try (KafkaEventSink sink = new KafkaEventSink(broker.sink("facts"))) {
            sink.begin(new Beginning(START, START, 1, "m", false));
            sink.beginInterval(
                    START.toEpochMilli(),
                    List.of(new Fact.Definition(DefaultExperiments.first()), new Fact.Assigned("unit-9", assignment)));
            EncodedBatch batch = new EncodedBatch(1);
            batch.add(bytes("unit-9"), bytes("event"), 0);
            sink.send(batch, 0);
            sink.finish();
        }
        int own = Utils.toPositive(Utils.murmur2(bytes("unit-9"))) % PARTITIONS;
        List<ConsumerRecord<byte[], byte[]>> definitions = broker.read(Topics.DEFINITIONS.name());
        assertThat(definitions).hasSize(definitionsBefore + 1);
        List<ConsumerRecord<byte[], byte[]>> assignments = broker.read(Topics.ASSIGNMENTS.name());
        assertThat(assignments).hasSize(1).allSatisfy(record -> {
            assertThat(record.key()).isEqualTo(bytes("unit-9"));
            assertThat(serde(Assignment.class).deserializer().deserialize(record.topic(), record.value()))
                    .isEqualTo(assignment);
        });
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ConsumerRecord<byte[], byte[]>> records = partition("facts", partition);
            assertThat(records).hasSize(partition == own ? 3 : 1);
            assertFact(records.get(0), definitions.get(definitionsBefore));
        }
        assertFact(partition("facts", own).get(1), assignments.get(0));
        assertThat(partition("facts", own).get(2).value()).isEqualTo(bytes("event"));
    }

    @Test
    void whatIsAwayIsSaid() {
        assertThatThrownBy(() -> new KafkaEventSink(broker.sink("nowhere")))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("cannot read topic nowhere at " + broker.platform.bootstrap());
        assertThatThrownBy(() ->
                        new KafkaEventSink(broker.sink("there").withProducerProperties(Map.of("batch.size", "large"))))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("can be made: Invalid value large for configuration batch.size");
        assertThatThrownBy(() -> new KafkaEventSink(serdeClass("no.such.Serde")))
                .isInstanceOf(GeneratorException.class)
                .hasMessage("the serde class no.such.Serde is not on the class path");
        assertThatThrownBy(() -> new KafkaEventSink(serdeClass(Bare.class.getName())))
                .isInstanceOf(GeneratorException.class)
                .hasMessageStartingWith("the serde of topic there does not write the wire format: expected 0, a schema"
                        + " id of 4 bytes and the Avro binary of io.trialstream.schemas.UserEvent, ");
    }

    /** Writes no header. */
    public static final class Bare extends org.apache.kafka.common.serialization.Serdes.WrapperSerde<UserEvent> {
        public Bare() {
            super((topic, event) -> WireHeader.binary(event), (topic, bytes) -> new UserEvent());
        }
    }

    private static <T extends SpecificRecord> AvroSerde<T> serde(Class<T> type) {
        return AvroSerde.of(type, Map.of(AvroSerdeConfig.URL, broker.platform.registry()), false);
    }

    private static KafkaSinkOptions serdeClass(String name) {
        KafkaSinkOptions options = broker.sink("there");
        return new KafkaSinkOptions(
                options.bootstrap(),
                options.topic(),
                options.truthTopic(),
                name,
                options.serdeProperties(),
                Map.of(),
                Set.of());
    }

    private static Faults many() {
        Faults faults = Faults.none();
        for (Fault fault : Fault.values()) {
            faults = faults.with(fault, .02);
        }
        return faults.with(Fault.OUT_OF_ORDER, .15);
    }

    private static RunResult run(String topic, StreamOptions options) {
        try (KafkaEventSink sink = new KafkaEventSink(broker.sink(topic))) {
            return StreamGenerator.run(options, sink, progress -> {}, () -> false);
        }
    }

    /** Per partition, what should be there: told by the simulation, placed by murmur2. */
    private static List<List<String>> expected(Model model) {
        List<List<String>> expected = lists();
        expected.forEach(partition -> model.experiments().forEach(any -> partition.add("fact experiment-definitions")));
        try (Simulation<EncodedBatch> simulation = new Simulation<>(model, START, Delivery.encoding(), 1)) {
            for (int i = 0; i < 12; i++) {
                IntervalTruth truth = simulation.emit(batch -> Delivery.of(batch)
                        .forEach(delivery -> expected.get(Utils.toPositive(Utils.murmur2(delivery.key())) % PARTITIONS)
                                .add(new String(delivery.key(), UTF_8) + " " + describe(delivery))));
                expected.forEach(partition -> partition.add("watermark " + truth.watermark()));
            }
        }
        return expected;
    }

    private static String describe(Delivery delivery) {
        if (delivery.undecodable()) {
            return "undecodable";
        }
        return delivery.unknownSchema() ? "unknown-schema" : describe(delivery.sound());
    }

    private static String describe(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            Header watermark = record.headers().lastHeader("trialstream-watermark");
            return watermark == null
                    ? "fact "
                            + new String(
                                    record.headers()
                                            .lastHeader("trialstream-fact")
                                            .value(),
                                    UTF_8)
                    : "watermark " + new String(watermark.value(), UTF_8);
        }
        String key = new String(record.key(), UTF_8);
        if (record.value()[0] != 0) {
            return key + " undecodable";
        }
        if (ByteBuffer.wrap(record.value()).getInt(1) == Integer.MAX_VALUE) {
            return key + " unknown-schema";
        }
        return key + " " + describe(serde.deserializer().deserialize("everything", record.value()));
    }

    /** All of an event; Avro does not keep the order of a map. */
    private static String describe(UserEvent event) {
        return String.join(
                " ",
                event.getEventName(),
                event.getEventId(),
                String.valueOf(event.getUserId()),
                String.valueOf(event.getAnonymousId()),
                String.valueOf(event.getSessionId()),
                event.getTimestamp().toString(),
                new TreeMap<>(event.getContext()).toString(),
                new TreeMap<>(event.getEventProperties()).toString());
    }

    private static void assertFact(ConsumerRecord<byte[], byte[]> marker, ConsumerRecord<byte[], byte[]> fact) {
        assertThat(marker.value()).isNull();
        assertThat(marker.key()).isEqualTo(fact.key());
        assertThat(marker.headers().lastHeader("trialstream-fact").value()).isEqualTo(bytes(fact.topic()));
        assertThat(marker.headers().lastHeader("trialstream-fact-value").value())
                .isEqualTo(fact.value());
    }

    private static List<Long> ends(JsonNode node) {
        List<Long> ends = new ArrayList<>();
        node.path("ends").forEach(end -> ends.add(end.asLong()));
        return ends;
    }

    private static List<Long> endsAfterWatermark(String topic, long watermark) {
        return broker.content(topic).stream()
                .map(list -> 1L + list.indexOf("none none trialstream-watermark=" + watermark))
                .toList();
    }

    private static List<Long> watermarks(String topic) {
        return broker.content(topic).stream()
                .map(list -> list.stream()
                        .filter(record -> record.contains("watermark="))
                        .count())
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> partition(String topic, int partition) {
        return broker.read(topic).stream()
                .filter(record -> record.partition() == partition)
                .toList();
    }

    private static List<List<String>> lists() {
        List<List<String>> lists = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
