package io.trialstream.app.report;

import io.trialstream.app.report.ReportEvent.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is remembered of a user over the whole period: some 300 bytes. Not thread-safe. */
final class Person {
    private final Profile profile;
    private final String device;
    private final String zone;
    private Map<String, Ads> ads = Map.of();
    private @Nullable Visit open;

    /** Who it is, is what the first day says. @param device the class of the user agent */
    Person(UserDay first, String device) {
        profile = first.profile();
        this.device = device;
        zone = first.zone() == null ? ReportEvent.UNKNOWN : first.zone();
    }

    /** Adds a day after those before; a session that is still open when it begins may go on in it. */
    void add(UserDay day, Consumer<Visit> closed) {
        for (Visit visit : day.visits()) {
            if (open != null && open.touches(visit)) {
                open = open.with(visit);
            } else {
                close(closed);
                open = visit;
            }
        }
        day.ads()
                .forEach((experiment, itsAds) -> adsOf(experiment, itsAds.arm()).addAll(itsAds));
    }

    /** Ends the open session, if there is one. */
    void close(Consumer<Visit> closed) {
        if (open != null) {
            closed.accept(open);
            open = null;
        }
    }

    private Ads adsOf(String experiment, String arm) {
        if (ads.isEmpty()) {
            ads = new HashMap<>(2);
        }
        return ads.computeIfAbsent(experiment, id -> new Ads(arm));
    }

    Profile profile() {
        return profile;
    }

    String device() {
        return device;
    }

    String zone() {
        return zone;
    }

    /** The experiments in which the user saw advertisements. */
    List<String> experiments() {
        return List.copyOf(ads.keySet());
    }

    /** Null where the user saw none of that experiment. */
    @Nullable
    Ads ads(String experiment) {
        return ads.get(experiment);
    }
}
