package io.trialstream.topology.unit;

import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.aggregate.UnitAccount;
import io.trialstream.topology.bots.BotRules;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.enrich.Enricher;
import io.trialstream.topology.enrich.UserAgents;
import io.trialstream.topology.ingest.Ingest;
import io.trialstream.topology.settings.TopologySettings;

/**
 * The stages' pure parts, made once and shared by all tasks. Thread-safe.
 *
 * @param windows shape of the windows
 */
public record Stages(
        TopologySettings settings,
        Windows windows,
        Ingest ingest,
        BotRules bots,
        Enricher enricher,
        UnitAccount account) {
    public static Stages of(TopologySettings settings, TopologySerdes serdes) {
        Windows windows = Windows.of(settings.time());
        UserAgents agents = new UserAgents();
        return new Stages(
                settings,
                windows,
                new Ingest(settings, serdes.userEvent().deserializer()),
                new BotRules(settings.bots(), agent -> agents.agent(agent).crawler()),
                new Enricher(agents),
                new UnitAccount(settings.metrics(), windows));
    }

    long gapMs() {
        return settings.sessions().gap().toMillis();
    }

    long memoryMs() {
        return settings.dedupeMemory().toMillis();
    }
}
