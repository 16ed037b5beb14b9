package io.trialstream.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.oracle.BotRules.Proof;
import io.trialstream.oracle.OracleResult.EventOutcome;
import io.trialstream.oracle.OracleResult.Outcome;
import io.trialstream.oracle.OracleSettings.Time;
import io.trialstream.oracle.UnitHistory.Accepted;
import io.trialstream.oracle.UnitHistory.BotArm;
import io.trialstream.oracle.UnitHistory.Drop;
import io.trialstream.oracle.UnitHistory.Exposure;
import io.trialstream.oracle.UnitHistory.Judgement;
import io.trialstream.oracle.UnitHistory.Verdict;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VerdictSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** One partition's records in offset order (semantics, section 1). What it learned is read off its lists afterwards. */
final class PartitionRun {
    private static final long VERDICT_LASTS = 24 * 3_600_000L;
    private static final long EXTENSION_AT_LEAST = 3_600_000L;

    final List<Booking> bookings = new ArrayList<>();
    final List<BotVerdict> verdicts = new ArrayList<>();
    final SortedMap<String, UnitHistory> units = new TreeMap<>();
    final SortedMap<String, Long> rejectedMarkers = new TreeMap<>();
    final Facts facts = new Facts();
    final PartitionWatermark watermark;
    long firstWatermark = PartitionWatermark.NONE;
    long watermarkRecords;
    long factRecords;

    private final OracleSettings settings;
    private final Time time;
    private int position = -1;

    /**
     * One event record in the accounts.
     *
     * @param booked a time within the window it belongs to; {@link PartitionWatermark#NONE}: the first watermark's
     * @param accepted the event where it was accepted: then whether it is a bot's may still change
     */
    record Booking(
            EventOutcome outcome, long booked, @Nullable Accepted accepted) {}

    PartitionRun(OracleSettings settings) {
        this.settings = settings;
        this.time = settings.time();
        this.watermark = new PartitionWatermark(time);
    }

    void process(RawRecord record) {
        position++;
        RawRecord.Body body = record.body();
        if (body instanceof RawRecord.Event event) {
            event(record, event.event());
        } else if (body instanceof RawRecord.Bad bad) {
            book(record, Outcome.INVALID, bad.reason(), watermark.value(), null);
        } else if (body instanceof RawRecord.Watermark marker) {
            marker(record, marker);
        } else {
            fact(body);
        }
    }

    private void fact(RawRecord.Body body) {
        factRecords++;
        if (body instanceof RawRecord.AssignmentFact fact) {
            facts.add(fact.unit(), fact.assignment());
        } else if (body instanceof RawRecord.DefinitionFact fact) {
            facts.add(fact.definition());
        } else if (body instanceof RawRecord.ControlFact fact) {
            facts.add(fact.control());
        }
    }

    private void marker(RawRecord record, RawRecord.Watermark marker) {
        long before = watermark.value();
        String rejection = watermark.marker(marker.writer(), marker.value(), record.ingestTime());
        if (rejection != null) {
            rejectedMarkers.merge(rejection, 1L, Long::sum);
        } else {
            watermarkRecords++;
            closeSince(before);
        }
    }

    private void event(RawRecord record, UserEvent event) {
        String invalid = invalid(record, event);
        if (invalid != null) {
            book(record, Outcome.INVALID, invalid, watermark.value(), null);
            return;
        }
        String unit = unit(event);
        Accepted candidate = new Accepted(position, event);
        long before = watermark.value();
        watermark.event(unit, candidate.time);
        closeSince(before);
        UnitHistory history = units.computeIfAbsent(unit, UnitHistory::new);
        if (time.closed(candidate.time, watermark.value())) {
            book(record, Outcome.LATE, "window-closed", watermark.value(), null);
        } else if (duplicate(history, event)) {
            book(record, Outcome.DUPLICATE, null, candidate.time, null);
        } else {
            history.accepted.add(candidate);
            flag(history, candidate);
            book(record, candidate.kept() ? Outcome.KEPT : Outcome.BOT, candidate.botReason, candidate.time, candidate);
        }
    }

    private void book(
            RawRecord record, Outcome outcome, @Nullable String reason, long booked, @Nullable Accepted accepted) {
        EventOutcome told = new EventOutcome(record.partition(), record.offset(), outcome, reason);
        bookings.add(new Booking(told, booked, accepted));
    }

    /** Section 2, from {@code missing-event-id} on; null where the event is valid. */
    private @Nullable String invalid(RawRecord record, UserEvent event) {
        if (event.getEventId().isEmpty()) {
            return "missing-event-id";
        }
        if (event.getEventName().isEmpty()) {
            return "missing-event-name";
        }
        byte[] key = record.key();
        String unit = unit(event);
        if (key == null || key.length == 0 || unit.isEmpty()) {
            return "missing-unit";
        }
        if (!Arrays.equals(key, unit.getBytes(UTF_8))) {
            return "key-mismatch";
        }
        if (Utils.toPositive(Utils.murmur2(key)) % settings.partitions() != record.partition()) {
            return "wrong-partition";
        }
        Instant t = event.getTimestamp();
        if (t.toEpochMilli() > record.ingestTime() + time.skew()) {
            return "future-timestamp";
        }
        return t.toEpochMilli() < time.oldestEvent() ? "ancient-timestamp" : null;
    }

    /** user_id, else anonymous_id, else empty; an empty one counts as absent. */
    private static String unit(UserEvent event) {
        @Nullable String user = event.getUserId();
        @Nullable String anonymous = event.getAnonymousId();
        if (user != null && !user.isEmpty()) {
            return user;
        }
        return anonymous == null ? "" : anonymous;
    }

    /** Section 5. */
    private boolean duplicate(UnitHistory history, UserEvent event) {
        return history.accepted.stream()
                .anyMatch(earlier -> earlier.event.getEventId().equals(event.getEventId())
                        && watermark.value() < earlier.time + time.memory());
    }

    /** Section 6: what the event proves, and whether it is a bot's. */
    private void flag(UnitHistory history, Accepted event) {
        Proof proof = new BotRules(settings.bots()).proof(history);
        Verdict standing = history.lastVerdict();
        boolean under = standing != null && standing.covers(event.time);
        if (proof != null && standing != null && under) {
            if (event.time + VERDICT_LASTS >= standing.record().getUntil() + EXTENSION_AT_LEAST) {
                emit(history, proof, event, false, standing.from());
            }
        } else if (proof != null) {
            event.botReason = proof.reason();
            drop(history);
            emit(history, proof, event, true, time.oldestOpenWindow(watermark.value()));
            open(history, watermark.value()).forEach(kept -> kept.botReason = proof.reason());
        }
        Verdict last = history.lastVerdict();
        if (event.kept() && last != null && last.covers(event.time)) {
            event.botReason = last.record().getReason();
        }
    }

    private void emit(UnitHistory history, Proof proof, Accepted event, boolean started, long from) {
        BotVerdict verdict = BotVerdict.newBuilder()
                .setUnit(history.unit)
                .setReason(proof.reason())
                .setEvidence(proof.evidence())
                .setFrom(from == PartitionWatermark.NONE ? 0 : from)
                .setUntil(event.time + VERDICT_LASTS)
                .setProvingEventId(event.event.getEventId())
                .setSource(VerdictSource.rule)
                .build();
        history.verdicts.add(new Verdict(position, started, event, verdict, from));
        verdicts.add(verdict);
    }

    /** A starting verdict takes the unit out of every version it is enrolled in now. */
    private void drop(UnitHistory history) {
        for (String experiment : facts.experiments()) {
            Experiments now = new Experiments(history, facts, experiment, open(history, watermark.value()));
            for (Exposure exposure : now.exposures().values()) {
                if (history.drops.stream().noneMatch(d -> d.exposure().equals(exposure))) {
                    history.drops.add(new Drop(exposure));
                }
            }
        }
    }

    /** The unit's kept events whose windows are open at the watermark. */
    private List<Accepted> open(UnitHistory history, long at) {
        return history.accepted.stream()
                .filter(e -> e.kept() && !time.closed(e.time, at))
                .toList();
    }

    /** Judgements of the unit's kept events that are not frozen, as of now. */
    List<Judgement> judgeOpen(UnitHistory history) {
        return judge(history, watermark.value());
    }

    private List<Judgement> judge(UnitHistory history, long openAt) {
        List<Judgement> judged = new ArrayList<>();
        for (String experiment : facts.experiments()) {
            judged.addAll(new Experiments(history, facts, experiment, open(history, openAt)).judge());
        }
        return judged;
    }

    /** By version, the unit's first exposures in the experiment, fixed ones and those that stand now. */
    Map<Integer, Exposure> exposures(UnitHistory history, String experiment) {
        return new Experiments(history, facts, experiment, open(history, watermark.value())).exposures();
    }

    /** Arms of the unit's bot events in windows open now. */
    List<BotArm> botArmsOpen(UnitHistory history) {
        return botArms(history, watermark.value(), Long.MAX_VALUE);
    }

    /** Section 4: everything that closes by the watermark's move from {@code before} to its present place. */
    private void closeSince(long before) {
        long now = watermark.value();
        firstWatermark = before == PartitionWatermark.NONE ? now : firstWatermark;
        if (time.oldestOpenWindow(now) == time.oldestOpenWindow(before)) {
            return; // no window closes, and sessions close with windows
        }
        for (UnitHistory history : units.values()) {
            if (history.accepted.stream().anyMatch(e -> closedBetween(e, before, now))) {
                judge(history, before).stream()
                        .filter(j -> time.closed(j.event().time, now))
                        .forEach(history.frozen::add);
                history.frozenBotArms.addAll(botArms(history, before, now));
            }
            history.sessions.addAll(new Sessions(settings).newlyClosed(history, facts, now));
        }
    }

    private boolean closedBetween(Accepted event, long before, long now) {
        return !time.closed(event.time, before) && time.closed(event.time, now);
    }

    /** Arms of the bot events in windows that were open at one watermark and are closed at a later one, ascending. */
    private List<BotArm> botArms(UnitHistory history, long openAt, long closedAt) {
        List<BotArm> arms = new ArrayList<>();
        List<Accepted> bots = history.accepted.stream()
                .filter(e -> !e.kept() && closedBetween(e, openAt, closedAt))
                .toList();
        TreeSet<Long> windows =
                new TreeSet<>(bots.stream().map(e -> time.windowStart(e.time)).toList());
        for (long window : windows) {
            List<Accepted> inside = bots.stream()
                    .filter(e -> time.windowStart(e.time) == window)
                    .toList();
            for (String experiment : facts.experiments()) {
                BotArm arm = Experiments.botArm(history, facts, experiment, window, inside);
                if (arm != null) {
                    arms.add(arm);
                }
            }
        }
        return arms;
    }
}
