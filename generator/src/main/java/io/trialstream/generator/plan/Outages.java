package io.trialstream.generator.plan;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Faults.Outage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The intervals in which nothing arrives. Thread-safe. */
final class Outages {
    private final long[] starts;
    private final long[] ends;

    /** @param outages whole intervals that do not touch one another */
    Outages(List<Outage> outages) {
        List<Outage> ordered =
                outages.stream().sorted(Comparator.comparing(Outage::start)).toList();
        starts = ordered.stream()
                .mapToLong(outage -> Intervals.index("start", outage.start()))
                .toArray();
        ends = ordered.stream()
                .mapToLong(outage -> Intervals.index("end", outage.end()))
                .toArray();
    }

    /** The number of the outage that an interval lies in; −1: in none. */
    int during(long interval) {
        if (starts.length == 0) {
            return -1;
        }
        int found = Arrays.binarySearch(starts, interval);
        int last = found >= 0 ? found : -found - 2;
        return last >= 0 && interval < ends[last] ? last : -1;
    }

    /** The first interval of an outage. */
    long start(int outage) {
        return starts[outage];
    }

    /** The interval after an outage. */
    long end(int outage) {
        return ends[outage];
    }
}
