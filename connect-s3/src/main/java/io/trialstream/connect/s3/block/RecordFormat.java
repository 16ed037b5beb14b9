package io.trialstream.connect.s3.block;

import io.trialstream.connect.s3.line.EventTime;
import io.trialstream.connect.s3.line.LineWriter;
import java.util.OptionalLong;
import org.apache.kafka.connect.sink.SinkRecord;

/** What becomes of a record: its line, and the directory it goes to. Not thread-safe. */
public final class RecordFormat {
    private final EventTime eventTime;
    private final Directories directories;
    private final LineWriter lines;
    private final boolean archivesNulls;

    /** @param archivesNulls whether null values become lines */
    public RecordFormat(EventTime eventTime, Directories directories, LineWriter lines, boolean archivesNulls) {
        this.eventTime = eventTime;
        this.directories = directories;
        this.lines = lines;
        this.archivesNulls = archivesNulls;
    }

    /** Whether the record becomes a line. */
    boolean wants(SinkRecord record) {
        return archivesNulls || record.value() != null;
    }

    /** By event time; by the record's own timestamp where it tells none that has a directory. */
    String directory(SinkRecord record) {
        OptionalLong told = eventTime.of(record);
        boolean usable = told.isPresent() && directories.covers(told.getAsLong());
        return directories.of(record.originalTopic(), usable ? told.getAsLong() : ingestTime(record));
    }

    private long ingestTime(SinkRecord record) {
        Long timestamp = record.timestamp();
        return timestamp != null && directories.covers(timestamp) ? timestamp : 0;
    }

    byte[] line(SinkRecord record) {
        return lines.write(record);
    }
}
