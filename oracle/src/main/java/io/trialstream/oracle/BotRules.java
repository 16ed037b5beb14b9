package io.trialstream.oracle;

import io.trialstream.oracle.OracleSettings.Bots;
import io.trialstream.oracle.UnitHistory.Accepted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules that prove a unit to be a bot (semantics, section 6), counted afresh from all its accepted events. */
final class BotRules {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final Bots bots;

    BotRules(Bots bots) {
        this.bots = bots;
    }

    /** Reason and evidence. */
    record Proof(String reason, Map<String, Double> evidence) {}

    /** What the latest accepted event of the unit proves; null where it proves nothing. */
    @Nullable
    Proof proof(UnitHistory history) {
        Accepted latest = history.accepted.get(history.accepted.size() - 1);
        Proof proof = userAgent(latest);
        proof = proof == null ? volume(history, latest, MINUTE, bots.perMinute()) : proof;
        proof = proof == null ? volume(history, latest, HOUR, bots.perHour()) : proof;
        return proof == null ? burst(history, latest) : proof;
    }

    private @Nullable Proof userAgent(Accepted latest) {
        String agent = latest.event.getContext().get("user_agent");
        return agent != null && !agent.isEmpty() && bots.crawler().test(agent)
                ? new Proof("user-agent", Map.of("matched", 1.0))
                : null;
    }

    private @Nullable Proof volume(UnitHistory history, Accepted latest, long span, long boundOfActs) {
        boolean automatic = automatic(latest);
        long bound = automatic ? 10 * boundOfActs : boundOfActs;
        long events = history.accepted.stream()
                .filter(e ->
                        automatic(e) == automatic && Math.floorDiv(e.time, span) == Math.floorDiv(latest.time, span))
                .count();
        return events > bound
                ? new Proof(
                        "volume", Map.of("events", (double) events, "bound", (double) bound, "windowMs", (double) span))
                : null;
    }

    /**
     * The count is never reset: a further proof in the hour of a proving event lies less than an hour from it, so it
     * neither starts a verdict nor extends one.
     */
    private @Nullable Proof burst(UnitHistory history, Accepted latest) {
        List<Accepted> acts =
                history.accepted.stream().filter(e -> !automatic(e)).toList();
        long hour = Math.floorDiv(latest.time, HOUR);
        int gaps = 0;
        boolean latestIsShort = false;
        for (int i = 1; i < acts.size(); i++) {
            Accepted act = acts.get(i);
            boolean shortGap = Math.abs(act.time - acts.get(i - 1).time) < bots.burstBelow();
            if (shortGap && Math.floorDiv(act.time, HOUR) == hour) {
                gaps++;
                latestIsShort = act == latest;
            }
        }
        return latestIsShort && gaps >= bots.burstGaps()
                ? new Proof("burst-interval", Map.of("gaps", (double) gaps, "bound", (double) bots.burstGaps()))
                : null;
    }

    private boolean automatic(Accepted e) {
        return bots.automaticEvents().contains(e.event.getEventName());
    }
}
