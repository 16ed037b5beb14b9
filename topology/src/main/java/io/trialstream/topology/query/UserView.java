package io.trialstream.topology.query;

import io.trialstream.schemas.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one unit. Uncommitted state may show.
 *
 * @param verdict the latest verdict, expired ones included; null when there never was one
 * @param windows the unit's windows that are still open, oldest first
 * @param openSessions oldest first
 * @param assignments as recorded
 * @param enrolments experiments the unit has entered, frozen part only
 */
public record UserView(
        String unit,
        @Nullable VerdictView verdict,
        List<OpenWindow> windows,
        List<Session> openSessions,
        List<AssignmentView> assignments,
        List<EnrolmentView> enrolments) {

    /** Times in epoch ms; {@code from} inclusive, {@code until} exclusive. */
    public record VerdictView(String reason, long from, long until) {}

    /** Events of an open window by what they are at the moment. */
    public record OpenWindow(long windowStart, long keptEvents, long botEvents) {}

    /** One recorded assignment. */
    public record AssignmentView(String experimentId, String variant, long assignedAt) {}

    /** The unit in one version of an experiment. */
    public record EnrolmentView(
            String experimentId,
            int version,
            String phase,
            String variant,
            long firstExposure,
            boolean dropped,
            boolean multiExposed) {}
}
