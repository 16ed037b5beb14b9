package io.trialstream.topology.query;

import io.trialstream.schemas.Session;
import io.trialstream.topology.aggregate.Enrolment;
import io.trialstream.topology.aggregate.NameTable;
import io.trialstream.topology.bots.Verdict;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.unit.ColdRecord;
import io.trialstream.topology.unit.HotRecord;
import io.trialstream.topology.unit.PastSessions;
import io.trialstream.topology.unit.UserKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Questions about one unit, asked of the user store ({@code Stores.USERS}) of the instance that owns it. Thread-safe. */
public final class UnitQueries {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> users;

    public UnitQueries(ReadOnlyKeyValueStore<Bytes, byte[]> users) {
        this.users = users;
    }

    /** What is known of the unit; empty when it was never seen. */
    public Optional<UserView> user(String unit) {
        byte[] hot = users.get(UserKeys.hot(unit));
        byte[] cold = users.get(UserKeys.cold(unit));
        if (hot == null && cold == null) {
            return Optional.empty();
        }
        HotRecord h = hot == null ? HotRecord.empty() : HotRecord.fromBytes(hot, NameTable.unresolved());
        ColdRecord c = cold == null ? ColdRecord.empty() : ColdRecord.fromBytes(cold);
        return Optional.of(new UserView(
                unit,
                verdict(h.behaviour().verdict()),
                h.windows().list().stream()
                        .map(w -> new UserView.OpenWindow(w.start(), w.kept().size(), w.botEvents()))
                        .toList(),
                openSessions(unit, h),
                assignments(c),
                enrolments(c)));
    }

    /** The unit's last closed sessions, newest first, at most 20. */
    public List<Session> closedSessions(String unit) {
        byte[] bytes = users.get(UserKeys.past(unit));
        return bytes == null ? List.of() : PastSessions.fromBytes(unit, bytes).newestFirst();
    }

    private static UserView.@Nullable VerdictView verdict(@Nullable Verdict verdict) {
        return verdict == null
                ? null
                : new UserView.VerdictView(
                        verdict.reason(), verdict.from() == Windows.NONE ? 0 : verdict.from(), verdict.until());
    }

    /** Numbered as they would be if they closed now. */
    private static List<Session> openSessions(String unit, HotRecord hot) {
        List<Session> open = new ArrayList<>();
        long ordinal = hot.sessions().closedCount();
        for (var s : hot.sessions().list()) {
            open.add(s.toSession(unit, ++ordinal, Map.of()));
        }
        return open;
    }

    private static List<UserView.AssignmentView> assignments(ColdRecord cold) {
        List<UserView.AssignmentView> all = new ArrayList<>();
        cold.assignments()
                .all()
                .forEach((experiment, known) ->
                        known.forEach(a -> all.add(new UserView.AssignmentView(experiment, a.variant(), a.at()))));
        return all;
    }

    private static List<UserView.EnrolmentView> enrolments(ColdRecord cold) {
        List<UserView.EnrolmentView> all = new ArrayList<>();
        cold.enrolments()
                .all()
                .forEach((experiment, versions) -> versions.forEach((version, enrolment) -> {
                    Enrolment.Exposure exposure = enrolment.exposure();
                    if (exposure != null) {
                        all.add(new UserView.EnrolmentView(
                                experiment,
                                version,
                                exposure.arm().phase(),
                                exposure.arm().variant(),
                                exposure.time(),
                                enrolment.dropped(),
                                enrolment.multiExposed()));
                    }
                }));
        return all;
    }
}
