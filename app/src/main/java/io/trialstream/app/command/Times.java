package io.trialstream.app.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;

/** Points in time as people type them. */
public final class Times {
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter();

    private Times() {}

    /**
     * ISO-8601: a time with an offset, a time without one, or a date, which is its midnight.
     *
     * @param zone of what has no offset
     * @throws DateTimeException saying what was expected
     */
    public static Instant parse(String text, ZoneId zone) {
        try {
            TemporalAccessor parsed = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            if (parsed instanceof OffsetDateTime offset) {
                return offset.toInstant();
            }
            LocalDateTime local = parsed instanceof LocalDate date ? date.atStartOfDay() : LocalDateTime.from(parsed);
            return local.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new DateTimeException("expected a time like 2025-08-08T00:00:00Z, found '" + text + "'", e);
        }
    }
}
