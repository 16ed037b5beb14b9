package io.trialstream.oracle;

import io.trialstream.oracle.OracleSettings.Time;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The watermark of one partition (semantics, section 3). */
final class PartitionWatermark {
    /** Minus infinity: before the first watermark. */
    static final long NONE = Long.MIN_VALUE;

    /** The writer of idle rulings; its word counts at once. */
    static final String RESERVED_WRITER = "trialstream";

    static final int MAX_WRITERS = 64;
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,19}");

    private final Time time;
    private final Map<String, Long> claims = new HashMap<>();
    private final Map<String, Long> writers = new HashMap<>();
    private long value = NONE;

    PartitionWatermark(Time time) {
        this.time = time;
    }

    long value() {
        return value;
    }

    /** A valid event of the unit; tells nothing when only records move the watermark. */
    void event(String unit, long t) {
        if (time.watermarkFrom() == OracleSettings.WatermarkFrom.RECORDS) {
            return;
        }
        if (withinJump(t)) {
            value = Math.max(value, t);
        } else {
            claims.merge(unit, t, Math::max);
            if (claims.size() == 3) {
                value = Math.max(
                        value, claims.values().stream().mapToLong(c -> c).min().orElseThrow());
            }
        }
        applyClaims();
    }

    /** A watermark record. Returns why it is rejected, or null where it is accepted. */
    @Nullable
    String marker(String writer, String text, long ingestTime) {
        Long v = decimal(text);
        if (v == null) {
            return "bad-marker";
        }
        if (v > ingestTime + time.skew() + time.window() + time.grace() + time.gap()) {
            return "future-timestamp";
        }
        if (v < time.oldestEvent()) {
            return "ancient-timestamp";
        }
        if (writer.equals(RESERVED_WRITER)) {
            value = Math.max(value, v);
        } else if (writers.size() == MAX_WRITERS && !writers.containsKey(writer)) {
            return "too-many-writers";
        } else {
            writers.merge(writer, v, Math::max);
            value = Math.max(
                    value, writers.values().stream().mapToLong(w -> w).min().orElseThrow());
        }
        applyClaims();
        return null;
    }

    private void applyClaims() {
        for (Long claim : claims.values().stream().sorted().toList()) {
            if (withinJump(claim)) {
                value = Math.max(value, claim);
            }
        }
        claims.values().removeIf(this::withinJump);
    }

    private boolean withinJump(long t) {
        return value != NONE && t <= value + time.maxJump();
    }

    private static @Nullable Long decimal(String text) {
        try {
            return DECIMAL.matcher(text).matches() ? Long.valueOf(text) : null;
        } catch (NumberFormatException e) { // beyond 64 bits
            return null;
        }
    }
}
