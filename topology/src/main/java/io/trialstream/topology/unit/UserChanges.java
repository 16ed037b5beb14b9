package io.trialstream.topology.unit;

import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Phase;
import io.trialstream.schemas.Session;
import io.trialstream.topology.aggregate.KeptEvent;
import io.trialstream.topology.aggregate.OpenWindow;
import io.trialstream.topology.aggregate.UnitAccount;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.sessions.OpenSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change at one unit, whatever causes it: an event, a fact, a timer. First {@link #settle()}; then changes to the sections between
 * {@link #contributionsBefore} and {@link #contributionsAfter}; then {@link #encode()} and {@link #write()}. Not thread-safe.
 */
final class UserChanges {
    private final Stages stages;
    private final UserStore users;
    private final PartitionState partition;
    private final User user;
    private final List<Long> expiredBuckets = new ArrayList<>(0);
    private boolean coldChanged;
    private UserStore.@Nullable Timer timer;
    private byte @Nullable [] hot;

    UserChanges(Stages stages, UserStore users, PartitionState partition, User user) {
        this.stages = stages;
        this.users = users;
        this.partition = partition;
        this.user = user;
    }

    private long closedThrough() {
        return stages.windows().closedThrough(partition.clock().watermark());
    }

    private Collection<Experiment> experiments() {
        return partition.experiments().all();
    }

    /** Freezes what windows that have closed since the unit was last looked at have decided, and lets go what has expired. */
    void settle() {
        if (user.windows().anyThrough(closedThrough(), stages.windows())) {
            stages.account()
                    .fold(
                            experiments(),
                            user.places(),
                            user.assignments(),
                            user.enrolments(),
                            user.windows(),
                            closedThrough());
            coldChanged |= !user.enrolments().isEmpty();
        }
        expiredBuckets.addAll(user.hot().ids().expire(partition.clock().watermark(), stages.memoryMs()));
    }

    /** Remembers what the unit contributes to each experiment as things stand. */
    void contributionsBefore(Map<String, UnitAccount.Contribution> contributions) {
        for (Experiment e : experiments()) {
            contributions.put(e.id(), contribution(e, null));
        }
    }

    /**
     * Replaces each remembered contribution by what has changed of it.
     *
     * @param asked the kept event whose standing is wanted; null for none
     */
    void contributionsAfter(Map<String, UnitAccount.Contribution> contributions, @Nullable KeptEvent asked) {
        for (Experiment e : experiments()) {
            UnitAccount.Contribution before = contributions.get(e.id());
            UnitAccount.Contribution now = contribution(e, asked);
            contributions.put(e.id(), before == null ? now : now.minus(before));
        }
    }

    /** What the unit contributes to an experiment as things stand. */
    UnitAccount.Contribution contribution(Experiment e, @Nullable KeptEvent asked) {
        return stages.account()
                .contribution(e, user.places(), user.assignments(), user.enrolments(), user.windows(), asked);
    }

    /** A verdict starts. */
    void drop() {
        stages.account().drop(experiments(), user.places(), user.assignments(), user.enrolments(), user.windows());
        coldChanged |= !user.enrolments().isEmpty();
    }

    /** An assignment has been added. */
    void assigned() {
        coldChanged = true;
    }

    /** Whether the window of {@code time} has a bot event no later: then another one changes no sums. */
    boolean coveredByEarlierBotEvent(long time) {
        for (OpenWindow w : user.windows().list()) {
            Long first = w.firstBotEvent();
            if (w.start() == stages.windows().start(time)) {
                return first != null && first <= time;
            }
        }
        return false;
    }

    /** Removes the sessions that are over and gives them as records, numbered. */
    List<Session> closeSessions() {
        List<Session> closed = new ArrayList<>();
        for (OpenSession s :
                user.hot().sessions().close(stages.windows(), partition.clock().watermark(), stages.gapMs())) {
            closed.add(s.toSession(user.unit(), user.hot().sessions().nextOrdinal(), variantsAt(s.end())));
        }
        return closed;
    }

    private Map<String, String> variantsAt(long time) {
        Map<String, String> variants = new HashMap<>();
        for (Experiment e : experiments()) {
            ExperimentVersion version = e.versionAt(time);
            Phase phase = version == null ? null : Experiment.phaseAt(version, time);
            if (version == null || phase == null) {
                continue;
            }
            Experiment.Place place = user.places().in(version);
            String variant = place.enrolled(phase) ? place.arm(user.assignments(), e.id(), time) : null;
            if (variant != null) {
                variants.put(e.id(), variant);
            }
        }
        return variants;
    }

    /** Arms the timer where an earlier one is needed, and encodes the hot record; writes nothing yet. */
    void encode() {
        long due = Math.min(user.hot().sessions().nextDue(stages.windows(), stages.gapMs()), idExpiryDue());
        if (due < user.hot().armedAt()) {
            timer = new UserStore.Timer(due, user.unit());
            user.hot().armedAt(due);
        }
        hot = users.encode(user.hot());
    }

    private long idExpiryDue() {
        long expiry = user.hot().ids().nextExpiry(stages.memoryMs());
        return expiry == Long.MAX_VALUE ? Long.MAX_VALUE : stages.windows().firstEndClosingAt(expiry);
    }

    /** Writes one record a family. */
    void write() {
        partition.flushNames();
        if (hot != null) {
            users.putHot(user.unit(), hot);
        }
        if (coldChanged) {
            users.putCold(user.unit(), user.cold());
        }
        if (timer != null) {
            users.arm(timer);
        }
        expiredBuckets.forEach(bucket -> users.deleteIds(user.unit(), bucket));
    }
}
