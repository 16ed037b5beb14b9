package io.trialstream.app.report;

import io.trialstream.app.report.BadLineException.Reason;
import io.trialstream.app.report.BulkFolder.DayFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts over the files of a bulk run, several days at a time.
 *
 * <p>Memory grows with the number of different users (some 300 bytes each), and with the users of a day and their sessions for
 * each day in hand, of which there are as many as threads and two more. It does not grow with the number of events or days: a line is forgotten when it is
 * counted, and repeats are recognised by {@link RecentRepeats}.
 */
public final class Report {
    private static final int READERS_MAX = 4;
    private static final long TELL_MS = 200;

    private final Path folder;
    private final ZoneId zone;
    private final AtomicLong bytesRead = new AtomicLong();

    /** @param zone of hours and weekdays */
    public Report(Path folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    /** What is told while files are read. */
    public interface Listener {
        /** Bytes read so far, of so many. */
        void progress(long bytes, long total);
    }

    /**
     * Reads all files and makes the page.
     *
     * @return HTML
     * @throws IOException where a file cannot be read, or there is none
     */
    public String page(Listener listener) throws IOException, InterruptedException {
        return ReportPage.of(count(listener));
    }

    ReportData count(Listener listener) throws IOException, InterruptedException {
        BulkFolder files = new BulkFolder(folder);
        List<DayFile> days = files.days();
        if (days.isEmpty()) {
            throw new IOException(folder + ": expected folders such as 2025-08-08 with an events.jsonl, found none");
        }
        TruthRates truth = files.truth();
        PeriodCounts period = new PeriodCounts(zone, truth);
        int readers = Math.min(READERS_MAX, Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(readers);
        try {
            addAll(days, truth.bots(), pool, readers, period, listener);
        } finally {
            pool.shutdownNow();
        }
        return period.result();
    }

    /** Days are added in their order, and no more of them are begun than the readers have hands, so that counts do not pile up. */
    private void addAll(
            List<DayFile> days,
            Set<String> bots,
            ExecutorService pool,
            int readers,
            PeriodCounts period,
            Listener listener)
            throws IOException, InterruptedException {
        long total = days.stream().mapToLong(DayFile::bytes).sum();
        Deque<Future<DayCounts>> begun = new ArrayDeque<>();
        Iterator<DayFile> left = days.iterator();
        while (left.hasNext() || !begun.isEmpty()) {
            while (left.hasNext() && begun.size() <= readers) {
                DayFile day = left.next();
                begun.add(pool.submit(() -> count(day, bots)));
            }
            period.add(await(begun.remove(), total, listener));
        }
    }

    private DayCounts await(Future<DayCounts> day, long total, Listener listener)
            throws IOException, InterruptedException {
        while (true) {
            listener.progress(bytesRead.get(), total);
            try {
                return day.get(TELL_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Told above, and waited on.
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cannotRead ? cannotRead : new IOException(e.getCause());
            }
        }
    }

    private DayCounts count(DayFile day, Set<String> bots) throws IOException {
        DayCounts counts = new DayCounts(day.day(), zone, bots);
        EventParser parser = new EventParser();
        try (InputStream in = Files.newInputStream(day.file())) {
            Lines lines = new Lines(in);
            while (lines.next() && !Thread.currentThread().isInterrupted()) {
                bytesRead.addAndGet(lines.length() + 1L);
                count(lines, parser, counts);
            }
        }
        return counts;
    }

    static void count(Lines lines, EventParser parser, DayCounts counts) {
        if (lines.tooLong()) {
            counts.addBad(Reason.TOO_LONG);
        } else if (lines.length() > 0) {
            try {
                counts.add(parser.parse(lines.bytes(), lines.offset(), lines.length()));
            } catch (BadLineException e) {
                counts.addBad(e.reason());
            }
        }
    }
}
