package io.trialstream.topology.history;

import io.trialstream.oracle.OracleSettings;
import io.trialstream.oracle.RawRecord;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.topology.Outgoing;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.merge.MergeProcessor;
import io.trialstream.topology.merge.Report;
import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.settings.MetricRegistry;
import io.trialstream.topology.settings.TopologySettings;
import io.trialstream.topology.unit.Stages;
import io.trialstream.topology.unit.UnitProcessor;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes a history through the topology's two processors: a driver for each source partition, since a driver knows only partition 0, and one
 * for the merge, which gets each report as soon as it is made.
 */
final class HistoryRun implements AutoCloseable {
    private static final String OUT = "out";

    final List<Session> sessions = new ArrayList<>();
    final Map<String, VariantWindow> finals = new TreeMap<>();
    final List<String> finalsToldTwice = new ArrayList<>();
    final Map<String, List<BotVerdict>> verdicts = new TreeMap<>();
    final List<String> rejected = new ArrayList<>();
    final List<CleanEvent> clean = new ArrayList<>();
    final Map<String, Scorecard> scorecards = new TreeMap<>();
    int late;
    int unbalancedMarks;

    private final TopologySettings settings;
    private final TopologySerdes serdes = new TopologySerdes(
            new PlainAvroSerde<>(UserEvent.class),
            new PlainAvroSerde<>(Assignment.class),
            new PlainAvroSerde<>(ExperimentDefinition.class),
            new PlainAvroSerde<>(Control.class),
            new PlainAvroSerde<>(CleanEvent.class),
            new PlainAvroSerde<>(BotVerdict.class),
            new PlainAvroSerde<>(Session.class),
            new PlainAvroSerde<>(VariantWindow.class),
            new PlainAvroSerde<>(Scorecard.class));
    private final List<TopologyTestDriver> units = new ArrayList<>();
    private final List<TestInputTopic<byte[], byte[]>> raw = new ArrayList<>();
    private final TopologyTestDriver merge;
    private final TestInputTopic<byte[], byte[]> reports;

    HistoryRun(TopologySettings settings, Path stateDir) {
        this(settings, stateDir, serdes -> Stages.of(settings, serdes));
    }

    /** @param makeStages for stages that differ from the product's */
    HistoryRun(TopologySettings settings, Path stateDir, Function<TopologySerdes, Stages> makeStages) {
        this.settings = settings;
        Stages stages = makeStages.apply(serdes);
        for (int p = 0; p < settings.input().partitions(); p++) {
            int partition = p;
            TopologyTestDriver driver = driver(
                    () -> new AsPartition(new UnitProcessor(stages, serdes), partition),
                    stateDir,
                    Stores.USERS,
                    Stores.TIMERS,
                    Stores.PARTITION);
            units.add(driver);
            raw.add(driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer()));
        }
        merge = driver(() -> new MergeProcessor(settings, serdes), stateDir, Stores.MERGE);
        reports = merge.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static TopologyTestDriver driver(
            ProcessorSupplier<byte[], byte[], byte[], Outgoing> supplier, Path stateDir, String... stores) {
        Topology topology = new Topology()
                .addSource(
                        "source",
                        Serdes.ByteArray().deserializer(),
                        Serdes.ByteArray().deserializer(),
                        "in")
                .addProcessor("stage", supplier, "source")
                .addProcessor("kind", KindToHeader::new, "stage")
                .addSink(
                        "sink",
                        OUT,
                        Serdes.ByteArray().serializer(),
                        Serdes.ByteArray().serializer(),
                        "kind");
        for (String store : stores) {
            topology.addStateStore(
                    org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                                    org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(store),
                                    Serdes.Bytes(),
                                    Serdes.ByteArray())
                            .withLoggingDisabled(),
                    "stage");
        }
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "history-" + UUID.randomUUID());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        return new TopologyTestDriver(topology, properties);
    }

    /** Takes one raw record in, and what it causes through the merge. */
    void pipe(RawRecord record) {
        Headers headers = new RecordHeaders();
        byte[] value = value(record.body(), headers);
        // The relay keeps a fact's key; an assignment's is its unit.
        byte[] key = record.body() instanceof RawRecord.AssignmentFact a
                ? a.unit().getBytes(StandardCharsets.UTF_8)
                : record.key();
        raw.get(record.partition())
                .pipeInput(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(record.ingestTime())));
        drain(units.get(record.partition()));
    }

    private byte @Nullable [] value(RawRecord.Body body, Headers headers) {
        if (body instanceof RawRecord.Event e) {
            return serdes.userEvent().serializer().serialize("", e.event());
        } else if (body instanceof RawRecord.Bad b) {
            return switch (b.reason()) {
                case "no-value" -> null;
                case "unknown-schema" -> PlainAvroSerde.UNKNOWN_SCHEMA;
                default -> PlainAvroSerde.UNDECODABLE;
            };
        } else if (body instanceof RawRecord.Watermark w) {
            headers.add("trialstream-watermark", w.value().getBytes(StandardCharsets.UTF_8));
            if (!w.writer().isEmpty()) {
                headers.add("trialstream-writer", w.writer().getBytes(StandardCharsets.UTF_8));
            }
        } else if (body instanceof RawRecord.AssignmentFact a) {
            fact(
                    headers,
                    "experiment-assignments",
                    serdes.assignment().serializer().serialize("", a.assignment()));
        } else if (body instanceof RawRecord.DefinitionFact d) {
            fact(
                    headers,
                    "experiment-definitions",
                    serdes.definition().serializer().serialize("", d.definition()));
        } else if (body instanceof RawRecord.ControlFact c) {
            fact(headers, "experiment-controls", serdes.control().serializer().serialize("", c.control()));
        }
        return null;
    }

    private static void fact(Headers headers, String topic, byte[] bytes) {
        headers.add("trialstream-fact", topic.getBytes(StandardCharsets.UTF_8));
        headers.add("trialstream-fact-value", bytes);
    }

    /** Lets all punctuators run, so that the last snapshots are told. */
    void finish() {
        for (TopologyTestDriver unit : units) {
            unit.advanceWallClockTime(settings.scorecardEvery());
            drain(unit);
        }
        merge.advanceWallClockTime(settings.scorecardEvery());
        drain(merge);
    }

    KeyValueStore<Bytes, byte[]> mergeStore() {
        return merge.getKeyValueStore(Stores.MERGE);
    }

    KeyValueStore<Bytes, byte[]> userStore(int partition) {
        return units.get(partition).getKeyValueStore(Stores.USERS);
    }

    KeyValueStore<Bytes, byte[]> timerStore(int partition) {
        return units.get(partition).getKeyValueStore(Stores.TIMERS);
    }

    private void drain(TopologyTestDriver driver) {
        var out = driver.createOutputTopic(OUT, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (TestRecord<byte[], byte[]> r : out.readRecordsToList()) {
            String key = r.key() == null ? "" : new String(r.key(), StandardCharsets.UTF_8);
            switch (Outgoing.Destination.valueOf(header(r, "kind"))) {
                case REJECTED -> rejected.add(header(r, "trialstream-reason"));
                case LATE -> late++;
                case CLEAN -> clean.add(serdes.cleanEvent().deserializer().deserialize("", r.value()));
                case VERDICTS ->
                    verdicts.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(serdes.botVerdict().deserializer().deserialize("", r.value()));
                case SESSIONS -> sessions.add(serdes.session().deserializer().deserialize("", r.value()));
                case AGGREGATES -> {
                    if (Report.fromBytes(r.value()) instanceof Report.Mark mark) {
                        unbalancedMarks += isBalanced(mark.accounting()) ? 0 : 1;
                    }
                    reports.pipeInput(r.key(), r.value());
                    drain(merge);
                }
                case FINALS -> {
                    if (finals.put(key, serdes.variantWindow().deserializer().deserialize("", r.value())) != null) {
                        finalsToldTwice.add(key);
                    }
                }
                case SCORECARDS ->
                    scorecards.put(key, serdes.scorecard().deserializer().deserialize("", r.value()));
            }
        }
    }

    private static boolean isBalanced(Accounting a) {
        return a.in()
                == Accounting.total(a.invalidByReason())
                        + Accounting.total(a.lateByReason())
                        + a.duplicate()
                        + Accounting.total(a.botByReason())
                        + a.kept();
    }

    private static String header(TestRecord<byte[], byte[]> r, String name) {
        return new String(r.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        units.forEach(TopologyTestDriver::close);
        merge.close();
    }

    /** The topology's settings with the same meaning as the oracle's. */
    static TopologySettings settings(OracleSettings o) {
        OracleSettings.Time t = o.time();
        List<MetricDefinition> metrics = o.metrics().stream()
                .map(m -> new MetricDefinition(
                        m.id(),
                        1,
                        "test",
                        MetricDefinition.Kind.valueOf(m.kind().name()),
                        MetricDefinition.Direction.UP,
                        m.numerator(),
                        m.sum(),
                        m.denominator()))
                .toList();
        return new TopologySettings(
                new TopologySettings.Input(
                        "replay-user-events", o.partitions(), TopologySettings.IngestTime.LOG_APPEND),
                new TopologySettings.Time(
                        Duration.ofMillis(t.window()),
                        Duration.ofMillis(t.grace()),
                        Duration.ofMillis(t.skew()),
                        Instant.ofEpochMilli(t.oldestEvent()),
                        TopologySettings.WatermarkFrom.valueOf(t.watermarkFrom().name()),
                        Duration.ofMillis(t.maxJump())),
                Duration.ofMillis(t.memory()),
                new TopologySettings.Sessions(
                        Duration.ofMillis(t.gap()),
                        o.sessionEvents().clicks(),
                        o.sessionEvents().impressions(),
                        o.sessionEvents().conversions()),
                new TopologySettings.Bots(
                        (int) o.bots().perMinute(),
                        (int) o.bots().perHour(),
                        o.bots().burstGaps(),
                        Duration.ofMillis(o.bots().burstBelow()),
                        true,
                        o.bots().automaticEvents()),
                new MetricRegistry(metrics),
                Duration.ofSeconds(1),
                TopologySettings.Outputs.defaults(),
                1);
    }

    /** Moves the record's kind into a header, where the test can read it. */
    private static final class KindToHeader implements Processor<byte[], Outgoing, byte[], byte[]> {
        private @Nullable ProcessorContext<byte[], byte[]> context;

        @Override
        public void init(ProcessorContext<byte[], byte[]> processorContext) {
            context = processorContext;
        }

        @Override
        public void process(Record<byte[], Outgoing> r) {
            Headers headers = new RecordHeaders(r.headers())
                    .add("kind", r.value().destination().name().getBytes(StandardCharsets.UTF_8));
            Objects.requireNonNull(context)
                    .forward(new Record<>(r.key(), r.value().value(), r.timestamp(), headers));
        }
    }

    /** Lets a processor believe that it runs on another partition than 0. */
    private static final class AsPartition implements Processor<byte[], byte[], byte[], Outgoing> {
        private final Processor<byte[], byte[], byte[], Outgoing> processor;
        private final int partition;

        AsPartition(Processor<byte[], byte[], byte[], Outgoing> processor, int partition) {
            this.processor = processor;
            this.partition = partition;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void init(ProcessorContext<byte[], Outgoing> context) {
            processor.init((ProcessorContext<byte[], Outgoing>) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {ProcessorContext.class}, (proxy, method, args) -> {
                        Object answer = method.invoke(context, args);
                        if (method.getName().equals("taskId")) {
                            return new TaskId(0, partition);
                        }
                        if (method.getName().equals("recordMetadata")) {
                            return ((Optional<RecordMetadata>) answer).map(At::new);
                        }
                        return answer;
                    }));
        }

        private final class At implements RecordMetadata {
            private final RecordMetadata at;

            At(RecordMetadata at) {
                this.at = at;
            }

            @Override
            public String topic() {
                return at.topic();
            }

            @Override
            public int partition() {
                return partition;
            }

            @Override
            public long offset() {
                return at.offset();
            }
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            processor.process(record);
        }
    }
}
