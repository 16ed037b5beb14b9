package io.trialstream.oracle;

import io.trialstream.schemas.UserEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A metric of the registry.
 *
 * @param id what definitions list
 * @param kind how a unit's events become its numerator M and denominator D
 * @param numerator names of the events that count into M
 * @param denominator names of the events that count into D; used by {@link Kind#RATIO} alone
 * @param sum for {@link Kind#MEAN}: the event property to add up; null counts events
 */
public record MetricDefinition(
        String id,
        Kind kind,
        Set<String> numerator,
        Set<String> denominator,
        @Nullable String sum) {

    /** What a metric is of. */
    public enum Kind {
        /** Numerator events over denominator events. */
        RATIO,
        /** Events, or the sum of a property, per user. */
        MEAN,
        /** Users with at least one. */
        SHARE
    }

    private static final Pattern WHOLE_OR_DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

    /** Numerator events over denominator events. */
    public static MetricDefinition ratio(String id, Set<String> numerator, Set<String> denominator) {
        return new MetricDefinition(id, Kind.RATIO, numerator, denominator, null);
    }

    /** Events per user, or the sum of a property of theirs. */
    public static MetricDefinition mean(String id, Set<String> events, @Nullable String sum) {
        return new MetricDefinition(id, Kind.MEAN, events, Set.of(), sum);
    }

    /** Share of users with at least one of the events. */
    public static MetricDefinition share(String id, Set<String> events) {
        return new MetricDefinition(id, Kind.SHARE, events, Set.of(), null);
    }

    /** M of one unit over these events of it. */
    BigInteger numeratorOf(List<UserEvent> events) {
        List<UserEvent> matching = events.stream()
                .filter(e -> numerator.contains(e.getEventName()))
                .toList();
        return switch (kind) {
            case RATIO -> BigInteger.valueOf(matching.size());
            case SHARE -> matching.isEmpty() ? BigInteger.ZERO : BigInteger.ONE;
            case MEAN -> matching.stream().map(this::value).reduce(BigInteger.ZERO, BigInteger::add);
        };
    }

    /** D of one unit over these events of it; one unit for a mean and a share. */
    BigInteger denominatorOf(List<UserEvent> events) {
        return kind == Kind.RATIO
                ? BigInteger.valueOf(events.stream()
                        .filter(e -> denominator.contains(e.getEventName()))
                        .count())
                : BigInteger.ONE;
    }

    private BigInteger value(UserEvent event) {
        if (sum == null) {
            return BigInteger.ONE;
        }
        String text = event.getEventProperties().get(sum);
        return text != null && WHOLE_OR_DECIMAL.matcher(text).matches()
                ? new BigDecimal(text).setScale(0, RoundingMode.HALF_UP).toBigInteger()
                : BigInteger.ZERO;
    }
}
