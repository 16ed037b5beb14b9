package io.trialstream.app.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far long work has come, on standard error: a bar on a terminal; elsewhere (a log, a pipe) a line now and then. Not
 * thread-safe.
 */
public final class ProgressView implements AutoCloseable {
    private static final long LINE_INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int BAR_INTERVAL_MILLIS = 200;
    private static final double NANOS_PER_SECOND = 1e9;

    private final String task;
    private final String unit;
    private final PrintStream err;
    private final @Nullable ProgressBar bar;
    private final long start = System.nanoTime();
    private long lineAt = start;
    private long done;
    private long total;

    private ProgressView(String task, String unit, long total, PrintStream err, boolean interactive) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.err = err;
        bar = interactive ? bar(err) : null;
    }

    /**
     * Begins.
     *
     * @param task what is being done: {@code generate}
     * @param unit of what: {@code events}
     * @param total how many there will be; 0 where that is not known
     */
    public static ProgressView start(String task, String unit, long total, PrintStream err) {
        return new ProgressView(task, unit, total, err, Terminal.interactive());
    }

    static ProgressView plain(String task, String unit, long total, PrintStream err) {
        return new ProgressView(task, unit, total, err, false);
    }

    private ProgressBar bar(PrintStream to) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" " + unit, 1)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(BAR_INTERVAL_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(to))
                .showSpeed()
                .build();
    }

    /** So far. @param note what else is worth saying; empty: nothing */
    public void at(long doneNow, String note) {
        done = doneNow;
        if (bar != null) {
            bar.stepTo(doneNow);
            bar.setExtraMessage(note);
            return;
        }
        long now = System.nanoTime();
        if (now - lineAt >= LINE_INTERVAL_NANOS) {
            lineAt = now;
            err.println(line(now, note));
        }
    }

    /** So far, where the total is known only now, or better. */
    public void at(long doneNow, long totalNow, String note) {
        total = totalNow;
        if (bar != null) {
            bar.maxHint(totalNow);
        }
        at(doneNow, note);
    }

    /** Ends the bar; elsewhere prints a last line. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        } else {
            err.println(line(System.nanoTime(), ""));
        }
    }

    private String line(long now, String note) {
        double seconds = Math.max(1e-3, (now - start) / NANOS_PER_SECOND);
        StringBuilder line = new StringBuilder(task).append(": ").append(String.format(Locale.ROOT, "%,d", done));
        if (total > 0) {
            line.append(String.format(Locale.ROOT, " of %,d", total));
        }
        line.append(' ').append(unit).append(String.format(Locale.ROOT, ", %.0f s, %,.0f/s", seconds, done / seconds));
        if (done > 0 && done < total) {
            line.append(String.format(Locale.ROOT, ", about %.0f s left", seconds * (total - done) / done));
        }
        if (!note.isEmpty()) {
            line.append(", ").append(note);
        }
        return line.toString();
    }
}
