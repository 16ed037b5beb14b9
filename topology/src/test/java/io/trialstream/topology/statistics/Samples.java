package io.trialstream.topology.statistics;

import java.math.BigDecimal;
import java.util.random.RandomGenerator;

/** Samples for tests. */
final class Samples {

    private Samples() {}

    static Sample mean(long n, String sum, String squares) {
        return Sample.mean(n, new BigDecimal(sum), new BigDecimal(squares));
    }

    /** Sums in the order m, m², d, d², m·d. */
    static Sample ratio(long n, String m, String mm, String d, String dd, String md) {
        return Sample.ratio(
                n, new BigDecimal(m), new BigDecimal(mm), new BigDecimal(d), new BigDecimal(dd), new BigDecimal(md));
    }

    static Sample of(long[][] units) {
        return Sample.of(sums(units));
    }

    static UnitSums sums(long[][] units) {
        UnitSums sums = UnitSums.NONE;
        for (long[] unit : units) {
            sums = sums.add(unit[0], unit[1]);
        }
        return sums;
    }

    /** Units with {@code {clicks, impressions}}: users differ in how many impressions they get and how much they click. */
    static long[][] users(RandomGenerator random, int count, double ctr) {
        long[][] users = new long[count][];
        for (int i = 0; i < count; i++) {
            long impressions = 1 + (long) Math.floor(10 * random.nextExponential());
            // Half of the users click twice as often as the mean, the others never: impressions of a user are alike.
            double own = random.nextBoolean() ? 2 * ctr : 0;
            long clicks = 0;
            for (long j = 0; j < impressions; j++) {
                clicks += random.nextDouble() < own ? 1 : 0;
            }
            users[i] = new long[] {clicks, impressions};
        }
        return users;
    }
}
