package io.trialstream.app.report;

/** A user's advertisements in one experiment. Not thread-safe. */
final class Ads {
    private final String arm;
    private boolean mixed;
    private long impressions;
    private long clicks;

    Ads(String arm) {
        this.arm = arm;
    }

    /** Counts an event, whatever it is: only impressions and clicks matter. */
    void add(String eventName, String itsArm) {
        mixed |= !arm.equals(itsArm);
        impressions += eventName.equals("ad_impression") ? 1 : 0;
        clicks += eventName.equals("ad_click") ? 1 : 0;
    }

    void addAll(Ads other) {
        mixed |= other.mixed || !arm.equals(other.arm);
        impressions += other.impressions;
        clicks += other.clicks;
    }

    /** The arm of the first event. */
    String arm() {
        return arm;
    }

    /** Whether events name different arms. */
    boolean mixed() {
        return mixed;
    }

    long impressions() {
        return impressions;
    }

    long clicks() {
        return clicks;
    }
}
