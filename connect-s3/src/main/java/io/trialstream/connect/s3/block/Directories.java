package io.trialstream.connect.s3.block;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * Where objects lie: {@code <prefix>/<topic>/year=2025/month=09/day=01/hour=00/minute=15/}, 15 minutes to a directory,
 * in the local time of one zone. An hour that a clock change repeats shares its directories. Immutable.
 */
public final class Directories {
    private static final int MINUTES = 15;
    private static final int YEAR_MAX = 9999;

    private final String prefix;
    private final ZoneId zone;

    /** @param prefix without a slash at its ends; may be empty */
    public Directories(String prefix, ZoneId zone) {
        this.prefix = prefix.isEmpty() ? "" : prefix + "/";
        this.zone = zone;
    }

    /** Whether a moment, epoch ms, has a directory: its year there is one of 0000 to 9999. */
    public boolean covers(long ms) {
        int year = local(ms).getYear();
        return year >= 0 && year <= YEAR_MAX;
    }

    /** The directory of a moment that {@link #covers} says yes to, with a slash at its end. */
    public String of(String topic, long ms) {
        LocalDateTime local = local(ms);
        StringBuilder path = new StringBuilder(prefix.length() + topic.length() + 60);
        path.append(prefix).append(topic).append("/year=");
        pad(path, local.getYear(), 4);
        pad(path.append("/month="), local.getMonthValue(), 2);
        pad(path.append("/day="), local.getDayOfMonth(), 2);
        pad(path.append("/hour="), local.getHour(), 2);
        pad(path.append("/minute="), local.getMinute() - local.getMinute() % MINUTES, 2);
        return path.append('/').toString();
    }

    private LocalDateTime local(long ms) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(ms), zone);
    }

    private static void pad(StringBuilder to, int number, int width) {
        String digits = Integer.toString(number);
        to.append("0".repeat(width - digits.length())).append(digits);
    }
}
