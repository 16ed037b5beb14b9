package io.trialstream.topology.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.oracle.RawRecord;
import io.trialstream.schemas.UserEvent;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.aggregate.Accounting;
import io.trialstream.topology.aggregate.UnitAccount;
import io.trialstream.topology.bots.BotRules;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.enrich.Enricher;
import io.trialstream.topology.enrich.UserAgents;
import io.trialstream.topology.ingest.Ingest;
import io.trialstream.topology.merge.MergeKeys;
import io.trialstream.topology.merge.Report;
import io.trialstream.topology.settings.TopologySettings;
import io.trialstream.topology.unit.Stages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bug in a stage costs the event that hits it, and nothing else. */
class InternalErrorTest {
    private static final TopologySettings SETTINGS = TopologySettings.defaults(1);
    private static final long NOON = 1_754_654_400_000L; // 2025-08-08T12:00:00Z

    @TempDir
    Path stateDir;

    /** The product's stages, but for one that throws at a certain user agent. */
    private static final Function<TopologySerdes, Stages> BROKEN = serdes -> {
        Windows windows = Windows.of(SETTINGS.time());
        BotRules bots = new BotRules(SETTINGS.bots(), agent -> {
            if (agent.equals("explode")) {
                throw new IllegalStateException("a bug");
            }
            return false;
        });
        return new Stages(
                SETTINGS,
                windows,
                new Ingest(SETTINGS, serdes.userEvent().deserializer()),
                bots,
                new Enricher(new UserAgents()),
                new UnitAccount(SETTINGS.metrics(), windows));
    };

    @Test
    void theEventIsRejectedAndLeavesNoTrace() {
        try (HistoryRun run = new HistoryRun(SETTINGS, stateDir, BROKEN)) {
            run.pipe(event("a", 0, "fine"));
            run.pipe(event("b", 1, "explode"));
            // The same id again: had the broken one been remembered, this would be a duplicate.
            run.pipe(event("b", 1, "fine"));
            run.pipe(new RawRecord(0, 3, null, NOON, new RawRecord.Watermark("", Long.toString(NOON + 3_600_000))));
            run.finish();

            assertThat(run.rejected).containsExactly("internal-error");
            assertThat(run.sessions)
                    .singleElement()
                    .satisfies(s -> assertThat(s.getEvents()).isEqualTo(2));
            Accounting accounting =
                    ((Report.Mark) Report.fromBytes(run.mergeStore().get(MergeKeys.mark(0)))).accounting();
            assertThat(accounting.in()).isEqualTo(3);
            assertThat(accounting.kept()).isEqualTo(2);
            assertThat(accounting.invalidByReason()).isEqualTo(Map.of("internal-error", 1L));
        }
    }

    private static RawRecord event(String id, long offset, String agent) {
        UserEvent event = new UserEvent(
                id,
                "view_page",
                "u",
                null,
                null,
                Instant.ofEpochMilli(NOON + offset),
                Map.of("user_agent", agent),
                Map.of());
        return new RawRecord(0, offset, "u".getBytes(StandardCharsets.UTF_8), NOON, new RawRecord.Event(event));
    }
}
