package io.trialstream.app.report;

import io.trialstream.app.report.ReportEvent.Profile;
import java.util.List;

/** A group of users that the experiment has targets of its own for: one demographic group, activity segment and style. */
record Cell(String demographic, String activity, String style) {
    /** Those that the default experiment names. */
    static final List<Cell> NAMED = List.of(
            new Cell("FEMALE_30S", "POWER_USER", "DESSERT_FOCUSED"),
            new Cell("MALE_20S", "ACTIVE_EXPLORER", "QUICK_CONVENIENT"),
            new Cell("FEMALE_40_PLUS", "ACTIVE_EXPLORER", "HEALTHY_CONSCIOUS"));

    boolean holds(Profile profile) {
        return demographic.equals(profile.demographic())
                && activity.equals(profile.activity())
                && style.equals(profile.style());
    }

    String label() {
        return demographic + " × " + activity + " × " + style;
    }
}
