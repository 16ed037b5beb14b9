package io.trialstream.benchmarks.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.benchmarks.layout.Layout.Kind;
import io.trialstream.benchmarks.layout.Layout.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A benchmark of layouts that compute different things compares nothing. */
class LayoutsAgreeTest {
    private static final int USERS = 200;
    private static final int EVENTS = 8_000;
    private static final Phase PHASE = new Phase("test", false, EVENTS, Double.POSITIVE_INFINITY, true);

    @TempDir
    Path state;

    /** Worked out from lists of times, in one pass a user, without a store or a codec. */
    private static Map<String, Outcome> expected(Map<String, List<Long>> accepted, long watermark) {
        Map<String, Outcome> outcomes = new HashMap<>();
        accepted.forEach((user, times) -> {
            long sessions = 0;
            for (int i = 0; i < times.size(); i++) {
                boolean last = i + 1 == times.size();
                if (last ? closed(times.get(i) + Clock.GAP, watermark) : times.get(i + 1) - times.get(i) > Clock.GAP) {
                    sessions++;
                }
            }
            outcomes.put(user, new Outcome(sessions, times.size()));
        });
        return outcomes;
    }

    private static boolean closed(long time, long watermark) {
        long windowEnd = time - time % (15 * 60_000L) + 15 * 60_000L;
        return watermark >= windowEnd + 10 * 60_000L;
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void acceptsEachIdOnceAndClosesTheSameSessionsAndWindows(Kind kind) {
        Map<String, List<Long>> accepted = new HashMap<>();
        Set<Id> ids = new HashSet<>();
        long[] watermark = {0};
        LayoutProcessor.Progress progress = new LayoutProcessor.Progress();
        try (TopologyTestDriver driver =
                new TopologyTestDriver(LayoutRun.topology(kind, PHASE, EVENTS, progress), config())) {
            TestInputTopic<String, byte[]> topic =
                    driver.createInputTopic(PHASE.topic(), new StringSerializer(), new ByteArraySerializer());
            Out out = new Out();
            new Workload(USERS, 3).stream(EVENTS, (user, event) -> {
                topic.pipeInput(user, Event.toBytes(List.of(event), out));
                if (ids.add(event.id())) {
                    accepted.computeIfAbsent(user, u -> new ArrayList<>()).add(event.time());
                }
                watermark[0] = Math.max(watermark[0], event.time());
            });
            Layout layout = Objects.requireNonNull(progress.layout);
            assertThat(progress.events).isEqualTo(EVENTS);
            assertThat(progress.accepted).isEqualTo(ids.size()).isLessThan(EVENTS);
            long end = watermark[0] + Workload.DAY_MS;
            accepted.keySet().forEach(user -> layout.due(user, end));
            expected(accepted, end)
                    .forEach((user, wanted) -> assertThat(layout.outcome(user))
                            .as("%s of %s", user, kind)
                            .isEqualTo(wanted));
        }
    }

    private Properties config() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "layouts-agree");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return config;
    }
}
