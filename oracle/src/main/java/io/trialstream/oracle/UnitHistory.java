package io.trialstream.oracle;

import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that was ever decided about one unit on its partition, as plain lists in the order it happened. */
final class UnitHistory {
    final String unit;
    final List<Accepted> accepted = new ArrayList<>();
    final List<Verdict> verdicts = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    final List<Drop> drops = new ArrayList<>();
    /** Judgements of events in closed windows. */
    final List<Judgement> frozen = new ArrayList<>();
    /** Of closed windows, ascending. */
    final List<BotArm> frozenBotArms = new ArrayList<>();

    UnitHistory(String unit) {
        this.unit = unit;
    }

    /** The verdict in force or last in force; null where there was none. */
    @Nullable
    Verdict lastVerdict() {
        return verdicts.isEmpty() ? null : verdicts.get(verdicts.size() - 1);
    }

    /** An event that is neither invalid, late nor duplicate. Position is its record's place in the partition. */
    static final class Accepted {
        final int position;
        final UserEvent event;
        final long time;
        /** Null while the event is kept. */
        @Nullable
        String botReason;

        Accepted(int position, UserEvent event) {
            this.position = position;
            this.event = event;
            this.time = event.getTimestamp().toEpochMilli();
        }

        boolean kept() {
            return botReason == null;
        }
    }

    /** A verdict as it was emitted at a record: started there, or extended. */
    record Verdict(int position, boolean started, Accepted proof, BotVerdict record, long from) {
        boolean covers(long t) {
            return from <= t && t < record.getUntil();
        }
    }

    /** What a kept event is for an experiment. */
    enum State {
        COUNTED,
        UNASSIGNED,
        MULTI_EXPOSED,
        OUTSIDE
    }

    /** The first exposure of a unit in a version: where and when it enrolled. */
    record Exposure(String experiment, int version, String phase, String arm, long time) {}

    /**
     * What one kept event is for one experiment.
     *
     * @param version by which the event was judged; null where none had begun
     * @param arm at the event's time
     * @param exposure the unit's first exposure in the version; null where there is none by then
     * @param first whether the event is that first exposure
     */
    record Judgement(
            Accepted event,
            String experiment,
            @Nullable ExperimentVersion version,
            State state,
            @Nullable String arm,
            @Nullable Exposure exposure,
            boolean first) {

        boolean is(State wanted) {
            return state == wanted;
        }

        /** 0 where no version had begun. */
        int versionNumber() {
            return version == null ? 0 : version.getVersion();
        }
    }

    /** A version that a verdict took the unit out of, with the exposure that stood then. */
    record Drop(Exposure exposure) {}

    /** The arm a bot would have been in, by its first bot event in the window. */
    record BotArm(long window, String experiment, ExperimentVersion version, String phase, String arm) {}
}
