package io.trialstream.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.app.query.StateQueries;
import io.trialstream.schemas.AssignmentMode;
import io.trialstream.schemas.Decision;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.Variant;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.TrialstreamTopology;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UnitQueries;
import io.trialstream.topology.settings.TopologySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The state of a topology that has processed a few events, asked in place of a running one's; more can come while it is asked. */
final class RanTopology implements StateQueries, AutoCloseable {
    static final Instant START = Instant.parse("2025-08-10T00:00:00Z");
    private static final String RAW = "replay-user-events";

    private final TopologySerdes serdes = PlainSerdes.all();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> raw;

    RanTopology() {
        Map<String, Object> streams = new HashMap<>();
        streams.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        streams.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        Properties properties = new Properties();
        properties.putAll(streams);
        driver = new TopologyTestDriver(
                TrialstreamTopology.build(TopologySettings.defaults(1), serdes, streams), properties);
        raw = driver.createInputTopic(RAW, new ByteArraySerializer(), new ByteArraySerializer());
        fact("experiment-definitions", serdes.definition().serializer().serialize("", definition()));
        for (String unit : List.of("unit-1", "unit-2", "unit/3", "unit-4")) {
            event(unit, unit + "-1", "ad_impression", START);
            event(unit, unit + "-2", "ad_click", START.plusSeconds(5));
            event(unit, unit + "-3", "view_page", START.plus(Duration.ofMinutes(20)));
        }
        watermark(START.plus(Duration.ofHours(2)));
        report();
    }

    synchronized void event(String unit, String id, String name, Instant time) {
        UserEvent event = UserEvent.newBuilder()
                .setEventId(id)
                .setEventName(name)
                .setUserId(unit)
                .setAnonymousId(null)
                .setSessionId(null)
                .setTimestamp(time)
                .setContext(Map.of())
                .setEventProperties(Map.of())
                .build();
        pipe(unit.getBytes(UTF_8), serdes.userEvent().serializer().serialize(RAW, event), new RecordHeaders());
    }

    /** Lets the punctuators run that report and compute scorecards. */
    synchronized void report() {
        driver.advanceWallClockTime(Duration.ofSeconds(3));
        driver.advanceWallClockTime(Duration.ofSeconds(3));
    }

    private void fact(String topic, byte[] value) {
        pipe(
                null,
                null,
                new RecordHeaders()
                        .add("trialstream-fact", topic.getBytes(UTF_8))
                        .add("trialstream-fact-value", value));
    }

    synchronized void watermark(Instant time) {
        String ms = Long.toString(time.toEpochMilli());
        pipe(null, null, new RecordHeaders().add("trialstream-watermark", ms.getBytes(UTF_8)));
    }

    @SuppressWarnings("NullAway") // Kafka takes null for an absent key or value and is not annotated.
    private void pipe(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        raw.pipeInput(new TestRecord<>(key, value, headers, START.plus(Duration.ofDays(1))));
    }

    private static ExperimentDefinition definition() {
        long start = START.minus(Duration.ofDays(1)).toEpochMilli();
        ExperimentVersion version = ExperimentVersion.newBuilder()
                .setVersion(1)
                .setOwner("growth")
                .setStart(start)
                .setEnd(START.plus(Duration.ofDays(14)).toEpochMilli())
                .setBaseline("control")
                .setExposureEvents(List.of("ad_impression"))
                .setAssignment(AssignmentMode.md5)
                .setAssignmentSalt("banner")
                .setEnrolmentSalt("banner.enrolment")
                .setVariants(List.of(new Variant("control", 50), new Variant("treatment", 50)))
                .setPhases(List.of(new Phase("p1", start, 100.0, List.of())))
                .setMetrics(List.of("ad_ctr"))
                .setPrimary("ad_ctr")
                .setGuardrails(List.of())
                .setDecision(new Decision(86_400_000L, 86_400_000L, 0.05, 10_000L))
                .setDimensions(List.of())
                .build();
        return new ExperimentDefinition("banner", List.of(version));
    }

    @Override
    public synchronized <T> T askMerge(Function<MergeQueries, T> question) {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(Stores.MERGE);
        return question.apply(new MergeQueries(store, serdes));
    }

    @Override
    public synchronized <T> T askUnit(String unit, Function<UnitQueries, T> question) {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(Stores.USERS);
        return question.apply(new UnitQueries(store));
    }

    @Override
    public String instance() {
        return "127.0.0.1:1";
    }

    @Override
    public long lagRecords() {
        return 7;
    }

    @Override
    public void close() {
        driver.close();
    }
}
