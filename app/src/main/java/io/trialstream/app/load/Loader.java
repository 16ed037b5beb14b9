package io.trialstream.app.load;

import io.trialstream.app.terminal.ProgressView;
import io.trialstream.schemas.UserEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes a file through, row by row: each becomes an event or is kept in the reject file. Memory does not grow with the
 * file (but see {@link LineIds}).
 */
final class Loader {
    private static final int PROGRESS_ROWS = 256;

    private final EventFile file;
    private final EventSender sender;
    private final RejectFile rejects;
    private final ProgressView progress;
    private final long clockLimit;
    private final SortedMap<String, Long> byReason = new TreeMap<>();
    private long read;
    private long sent;
    private long rejected;
    private @Nullable Long newest;

    /**
     * @param now the time of the load
     * @param maxClockSkew events further ahead of now will be found invalid: they say nothing about how far the file goes
     */
    Loader(
            EventFile file,
            EventSender sender,
            RejectFile rejects,
            ProgressView progress,
            Instant now,
            Duration maxClockSkew) {
        this.file = file;
        this.sender = sender;
        this.rejects = rejects;
        this.progress = progress;
        clockLimit = now.plus(maxClockSkew).toEpochMilli();
    }

    /** @throws IOException where the file cannot be read, or the reject file not written */
    LoadReport run() throws IOException {
        @Nullable Row row;
        while ((row = file.next()) != null) {
            read++;
            try {
                UserEvent event = file.parse(row);
                sender.send(event);
                sent++;
                note(event.getTimestamp().toEpochMilli());
            } catch (RejectedRowException e) {
                rejected++;
                byReason.merge(e.reason().id(), 1L, Long::sum);
                rejects.add(row, e);
            }
            if (read % PROGRESS_ROWS == 0) {
                progress.at(file.position(), String.format(Locale.ROOT, "%,d rows, %,d rejected", read, rejected));
            }
        }
        progress.at(file.position(), "");
        sender.flush();
        @Nullable Path rejectPath = rejects.path();
        return new LoadReport(
                read, sent, rejected, rejectPath == null ? null : rejectPath.toAbsolutePath(), byReason, newest);
    }

    private void note(long time) {
        if (time <= clockLimit && (newest == null || time > newest)) {
            newest = time;
        }
    }
}
