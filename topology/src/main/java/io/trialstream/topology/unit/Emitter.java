package io.trialstream.topology.unit;

import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Session;
import io.trialstream.topology.Outgoing;
import io.trialstream.topology.Outgoing.Destination;
import io.trialstream.topology.TopologySerdes;
import io.trialstream.topology.ingest.Ingest;
import io.trialstream.topology.ingest.Rejected;
import io.trialstream.topology.merge.Report;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Forwards what the unit processor has to tell, serialized, to the sink it belongs to. Not thread-safe. */
final class Emitter {
    /** How many ms of event time too late a late event came. */
    static final String LATE_HEADER = "trialstream-late-ms";

    private static final byte[] NO_KEY = new byte[0];

    private final ProcessorContext<byte[], Outgoing> context;
    private final TopologySerdes serdes;
    private final String rawTopic;

    Emitter(ProcessorContext<byte[], Outgoing> context, TopologySerdes serdes, String rawTopic) {
        this.context = context;
        this.serdes = serdes;
        this.rawTopic = rawTopic;
    }

    /** The record as it came, with the reason in its headers. */
    void rejected(Record<byte[], byte[]> record, long offset, int partition, long ingestTime, Rejected why) {
        Headers headers = new RecordHeaders(record.headers());
        add(headers, "trialstream-stage", "ingest");
        add(headers, "trialstream-reason", why.reason().id());
        add(headers, "trialstream-exception", String.valueOf(why.getMessage()));
        addOrigin(headers, offset, partition, ingestTime);
        forward(record.key(), Destination.REJECTED, record.value(), headers);
    }

    /** The record as it came, with how late it is. */
    void late(Record<byte[], byte[]> record, long offset, int partition, long ingestTime, long lateMs) {
        Headers headers = new RecordHeaders(record.headers());
        add(headers, LATE_HEADER, Long.toString(lateMs));
        addOrigin(headers, offset, partition, ingestTime);
        forward(record.key(), Destination.LATE, record.value(), headers);
    }

    void clean(byte[] key, CleanEvent event) {
        byte[] value = serdes.cleanEvent().serializer().serialize("clean-events", event);
        forward(key, Destination.CLEAN, value, new RecordHeaders());
    }

    void verdict(BotVerdict verdict) {
        byte[] value = serdes.botVerdict().serializer().serialize("bot-verdicts", verdict);
        forward(utf8(verdict.getUnit()), Destination.VERDICTS, value, new RecordHeaders());
    }

    void session(Session session) {
        byte[] value = serdes.session().serializer().serialize("sessions", session);
        forward(utf8(session.getUnit()), Destination.SESSIONS, value, new RecordHeaders());
    }

    /** To the merge, by experiment; a mark goes to all its partitions. */
    void report(String experiment, Report report) {
        forward(utf8(experiment), Destination.AGGREGATES, report.toBytes(), new RecordHeaders());
    }

    void mark(Report.Mark mark) {
        forward(NO_KEY, Destination.AGGREGATES, mark.toBytes(), new RecordHeaders());
    }

    private void addOrigin(Headers headers, long offset, int partition, long ingestTime) {
        add(headers, "trialstream-topic", rawTopic);
        add(headers, "trialstream-partition", Integer.toString(partition));
        add(headers, "trialstream-offset", Long.toString(offset));
        headers.remove(Ingest.INGEST_HEADER);
        add(headers, Ingest.INGEST_HEADER, Long.toString(ingestTime));
    }

    /** Stamped with the present: brokers refuse timestamps far ahead, and the topics take the append time anyway. */
    private void forward(byte @Nullable [] key, Destination to, byte @Nullable [] value, Headers headers) {
        context.forward(new Record<>(key, new Outgoing(to, value), context.currentSystemTimeMs(), headers));
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
