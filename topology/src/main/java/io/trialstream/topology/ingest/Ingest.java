package io.trialstream.topology.ingest;

import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.UnknownSchemaException;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.settings.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Stage 1: the checks of docs/semantics.md §2, in that order, and the reading of markers. Thread-safe. */
public final class Ingest {
    /** Watermark records carry their time here. */
    public static final String WATERMARK_HEADER = "trialstream-watermark";
    /** Names the writer of a watermark record where several write one partition. */
    public static final String WRITER_HEADER = "trialstream-writer";
    /** Relayed facts carry the topic they come from here. */
    public static final String FACT_HEADER = "trialstream-fact";
    /** Relayed facts carry their bytes here. */
    public static final String FACT_VALUE_HEADER = "trialstream-fact-value";
    /** Copies that a replay writes carry the original's ingest time, epoch ms, here. */
    public static final String INGEST_HEADER = "trialstream-ingest";

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,19}");

    private final TopologySettings.Input input;
    private final Deserializer<UserEvent> deserializer;
    private final long maxSkewMs;
    private final long closeAheadMs;
    private final long oldestMs;

    public Ingest(TopologySettings settings, Deserializer<UserEvent> deserializer) {
        TopologySettings.Time time = settings.time();
        this.input = settings.input();
        this.deserializer = deserializer;
        this.maxSkewMs = time.maxClockSkew().toMillis();
        Windows windows = Windows.of(time);
        // A closing record lies a window, the grace and a session's gap ahead of the last event, which may be of this
        // moment.
        this.closeAheadMs = windows.lengthMs()
                + windows.graceMs()
                + settings.sessions().gap().toMillis();
        this.oldestMs = time.oldestEvent().toEpochMilli();
    }

    /** Whether the record is a marker: no value, and a marker's header. */
    public static boolean isMarker(byte @Nullable [] value, Headers headers) {
        return value == null
                && (headers.lastHeader(WATERMARK_HEADER) != null || headers.lastHeader(FACT_HEADER) != null);
    }

    /** When the broker took the record, epoch ms, by the configured source. */
    public long ingestTime(long recordTimestamp, Headers headers) {
        if (input.ingestTime() == TopologySettings.IngestTime.HEADER) {
            Header original = headers.lastHeader(INGEST_HEADER);
            if (original != null) {
                String text = text(original);
                if (DECIMAL.matcher(text).matches()) {
                    return Long.parseLong(text);
                }
            }
        }
        return recordTimestamp;
    }

    /**
     * Decodes and checks an event record.
     *
     * @throws Rejected with the first reason that applies
     * @throws RetriableException when the registry cannot be asked: nothing is known about the record then
     */
    public Ingested check(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers, int partition, long ingestTime)
            throws Rejected {
        UserEvent event = decode(value, headers);
        if (event.getEventId().isEmpty()) {
            throw new Rejected(Reason.MISSING_EVENT_ID, "event_id: expected at least one character, got none");
        }
        if (event.getEventName().isEmpty()) {
            throw new Rejected(Reason.MISSING_EVENT_NAME, "event_name: expected at least one character, got none");
        }
        String unit = unit(key, event);
        checkPartition(key, partition);
        long time = event.getTimestamp().toEpochMilli();
        checkTime(time, ingestTime, maxSkewMs);
        return new Ingested(event, unit, time);
    }

    private UserEvent decode(byte @Nullable [] value, Headers headers) throws Rejected {
        if (value == null) {
            throw new Rejected(Reason.NO_VALUE, "value: expected an event or a marker's header, got neither");
        }
        try {
            UserEvent event = deserializer.deserialize(input.topic(), headers, value);
            if (event == null) {
                throw new Rejected(Reason.UNDECODABLE, "value: expected a UserEvent, got nothing");
            }
            return event;
        } catch (UnknownSchemaException e) {
            throw new Rejected(Reason.UNKNOWN_SCHEMA, String.valueOf(e.getMessage()));
        } catch (SerializationException e) {
            if (e.getCause() instanceof RetriableException retriable) {
                throw retriable;
            }
            throw new Rejected(Reason.UNDECODABLE, String.valueOf(e.getMessage()));
        }
    }

    private static String unit(byte @Nullable [] key, UserEvent event) throws Rejected {
        String unit = present(event.getUserId()) ? event.getUserId() : event.getAnonymousId();
        if (key == null || key.length == 0 || !present(unit)) {
            throw new Rejected(
                    Reason.MISSING_UNIT,
                    "expected a key and a user_id or anonymous_id, got "
                            + (key == null || key.length == 0 ? "no key" : "neither id"));
        }
        if (!java.util.Arrays.equals(key, unit.getBytes(StandardCharsets.UTF_8))) {
            throw new Rejected(
                    Reason.KEY_MISMATCH,
                    "key: expected the event's unit '" + unit + "', got '" + new String(key, StandardCharsets.UTF_8)
                            + "'");
        }
        return unit;
    }

    private static boolean present(@Nullable String id) {
        return id != null && !id.isEmpty();
    }

    private void checkPartition(byte @Nullable [] key, int partition) throws Rejected {
        int expected = Utils.toPositive(Utils.murmur2(key)) % input.partitions();
        if (expected != partition) {
            throw new Rejected(
                    Reason.WRONG_PARTITION,
                    "partition: expected " + expected + " of " + input.partitions() + " for this key by murmur2, got "
                            + partition);
        }
    }

    private void checkTime(long time, long ingestTime, long allowedAheadMs) throws Rejected {
        if (input.ingestTime() != TopologySettings.IngestTime.NONE && time > ingestTime + allowedAheadMs) {
            throw new Rejected(
                    Reason.FUTURE_TIMESTAMP,
                    "time: expected at most " + allowedAheadMs + " ms after the ingest time " + ingestTime + ", got "
                            + time);
        }
        if (time < oldestMs) {
            throw new Rejected(Reason.ANCIENT_TIMESTAMP, "time: expected " + oldestMs + " or later, got " + time);
        }
    }

    /** A watermark record's content. */
    public record WatermarkRecord(String writer, long time) {}

    /**
     * Reads and checks a watermark record.
     *
     * @throws Rejected when its time is no number, too far ahead, or too old
     */
    public WatermarkRecord watermark(Headers headers, long ingestTime) throws Rejected {
        String value = text(headers.lastHeader(WATERMARK_HEADER));
        long time;
        try {
            if (!DECIMAL.matcher(value).matches()) {
                throw new NumberFormatException(value);
            }
            time = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new Rejected(
                    Reason.BAD_MARKER, WATERMARK_HEADER + ": expected epoch ms in decimal, got '" + value + "'");
        }
        checkTime(time, ingestTime, maxSkewMs + closeAheadMs);
        Header writer = headers.lastHeader(WRITER_HEADER);
        return new WatermarkRecord(writer == null ? "" : text(writer), time);
    }

    /** The header's bytes as UTF-8; empty where it has none. */
    static String text(@Nullable Header header) {
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
