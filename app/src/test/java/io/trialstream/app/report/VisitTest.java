package io.trialstream.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisitTest {
    private static final int MINUTE_MS = 60_000;

    /** Compared with the sessions of the same times, sorted and cut where more than 30 minutes lie between two. */
    @Test
    void theOrderInWhichEventsComeDoesNotMatter() {
        Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            List<Long> times = new ArrayList<>(random.longs(20, 0, 24 * 60)
                    .map(minute -> minute * MINUTE_MS)
                    .boxed()
                    .toList());
            List<Visit> visits = new ArrayList<>();
            times.forEach(time -> Visit.add(visits, Visit.of(time, 0)));
            Collections.sort(times);
            List<Visit> expected = new ArrayList<>();
            for (long time : times) {
                Visit last = expected.isEmpty() ? null : expected.get(expected.size() - 1);
                if (last == null || time - last.end() > 30 * MINUTE_MS) {
                    expected.add(new Visit(time, time, 1, 0));
                } else {
                    expected.set(expected.size() - 1, new Visit(last.start(), time, last.events() + 1, 0));
                }
            }
            assertThat(visits).isEqualTo(expected);
        }
    }
}
