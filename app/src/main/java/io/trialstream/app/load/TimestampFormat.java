package io.trialstream.app.load;

import io.trialstream.app.load.RejectedRowException.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** How a file writes its times. Finer than milliseconds is cut off. */
sealed interface TimestampFormat {
    /** @throws RejectedRowException where the text is no time in this format */
    Instant parse(String text) throws RejectedRowException;

    /** ISO-8601, a blank allowed for the {@code T}; {@code zone} holds where the text has no offset. */
    static TimestampFormat iso(ZoneId zone) {
        DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .appendPattern("['T'][' ']")
                .append(DateTimeFormatter.ISO_LOCAL_TIME)
                .appendPattern("[XXX][XX][X]")
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
        return new Written(formatter, zone, "an ISO-8601 time");
    }

    /**
     * A pattern of {@link DateTimeFormatter}, English names; {@code zone} holds where the text has none.
     *
     * @throws IllegalArgumentException where the pattern is none
     */
    static TimestampFormat pattern(String pattern, ZoneId zone) {
        // Strict, or the 31st of February were its 28th; in strict mode yyyy asks for an era.
        DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                .appendPattern(pattern)
                .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
        return new Written(formatter, zone, "a time like " + pattern);
    }

    /** Seconds or milliseconds since the epoch, decimals allowed. */
    static TimestampFormat epoch(Unit unit) {
        return new Epoch(unit);
    }

    /** The unit of an epoch time. */
    enum Unit {
        S(1000),
        MS(1);

        private final int millis;

        Unit(int millis) {
            this.millis = millis;
        }
    }

    /** As text. */
    record Written(DateTimeFormatter formatter, ZoneId zone, String expected) implements TimestampFormat {
        @Override
        public Instant parse(String text) throws RejectedRowException {
            try {
                TemporalAccessor parsed =
                        formatter.parseBest(text, ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from);
                Instant instant = parsed instanceof LocalDateTime local
                        ? local.atZone(zone).toInstant()
                        : Instant.from(parsed);
                return Instant.ofEpochMilli(instant.toEpochMilli());
            } catch (DateTimeException | ArithmeticException e) {
                throw bad(expected, text);
            }
        }
    }

    /** As a number. */
    record Epoch(Unit unit) implements TimestampFormat {
        private static final int DIGITS_MAX = 40;

        @Override
        public Instant parse(String text) throws RejectedRowException {
            try {
                if (text.length() <= DIGITS_MAX) {
                    BigDecimal millis = new BigDecimal(text.strip()).multiply(BigDecimal.valueOf(unit.millis));
                    if (millis.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0) {
                        return Instant.ofEpochMilli(
                                millis.setScale(0, RoundingMode.FLOOR).longValueExact());
                    }
                }
            } catch (NumberFormatException | ArithmeticException e) {
                // Falls through: the message is the same.
            }
            throw bad(unit == Unit.S ? "seconds since the epoch" : "milliseconds since the epoch", text);
        }
    }

    private static RejectedRowException bad(String expected, String found) {
        return new RejectedRowException(Reason.BAD_TIMESTAMP, "expected " + expected + ", found \"" + found + "\"");
    }
}
