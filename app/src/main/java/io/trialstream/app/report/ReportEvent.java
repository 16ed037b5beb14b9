package io.trialstream.app.report;

import org.jspecify.annotations.Nullable;

/**
 * What the report looks at in an event.
 *
 * @param unit user id, else anonymous id
 * @param time event time, ms since the epoch
 * @param profile who the user is
 * @param userAgent as sent; null where there is none
 * @param zone the client's time zone as sent; null where there is none
 * @param exposure the experiment that the event names; null where it names none
 */
record ReportEvent(
        String unit,
        String eventId,
        String name,
        long time,
        Profile profile,
        @Nullable String userAgent,
        @Nullable String zone,
        @Nullable Exposure exposure) {

    /** Stands where an event does not say. */
    static final String UNKNOWN = "unknown";

    /** A user's demographic group, activity segment and cooking style; {@link #UNKNOWN} where the context has none. */
    record Profile(String demographic, String activity, String style) {
        static final Profile NONE = new Profile(UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /** The experiment and the arm that an advertisement's event carries. */
    record Exposure(String experiment, String arm) {}
}
