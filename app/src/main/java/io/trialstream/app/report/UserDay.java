package io.trialstream.app.report;

import io.trialstream.app.report.ReportEvent.Exposure;
import io.trialstream.app.report.ReportEvent.Profile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one user did in one day's file. Not thread-safe. */
final class UserDay {
    /** Experiments told apart of a user; events of further ones are left out. */
    static final int EXPERIMENTS_MAX = 16;

    private final Profile profile;
    private final @Nullable String userAgent;
    private final @Nullable String zone;
    private final List<Visit> visits = new ArrayList<>(4);
    private Map<String, Ads> ads = Map.of();
    private long events;

    /** Who it is, is what the first event says. */
    UserDay(ReportEvent first) {
        profile = first.profile();
        userAgent = first.userAgent();
        zone = first.zone();
    }

    void add(ReportEvent event) {
        events++;
        Visit.add(visits, Visit.of(event.time(), FunnelStep.bitOf(event.name())));
        Exposure exposure = event.exposure();
        if (exposure != null && (ads.size() < EXPERIMENTS_MAX || ads.containsKey(exposure.experiment()))) {
            if (ads.isEmpty()) {
                ads = new HashMap<>(2);
            }
            ads.computeIfAbsent(exposure.experiment(), id -> new Ads(exposure.arm()))
                    .add(event.name(), exposure.arm());
        }
    }

    Profile profile() {
        return profile;
    }

    @Nullable
    String userAgent() {
        return userAgent;
    }

    @Nullable
    String zone() {
        return zone;
    }

    long events() {
        return events;
    }

    /** In order; no two touch. */
    List<Visit> visits() {
        return Collections.unmodifiableList(visits);
    }

    /** By experiment. */
    Map<String, Ads> ads() {
        return Collections.unmodifiableMap(ads);
    }
}
