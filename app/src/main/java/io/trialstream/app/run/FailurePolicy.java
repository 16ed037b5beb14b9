package io.trialstream.app.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a processing thread dies. A passing error (brokers away, registry away, fenced by a stall) costs the thread, which
 * is replaced; but only so many times in ten minutes, since a replacement that dies at once would hide an outage behind a busy
 * loop. Anything else is a defect or a wrong set-up, which another thread would meet again: the process ends and says why.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(FailurePolicy.class);
    static final Duration PERIOD = Duration.ofMinutes(10);

    private final int replacementsMax;
    private final LongSupplier nanoTime;
    private final Deque<Long> replacedAt = new ArrayDeque<>();
    private @Nullable String reason;

    /**
     * @param replacementsMax threads replaced within {@link #PERIOD}
     * @param nanoTime a clock that never goes back
     */
    FailurePolicy(int replacementsMax, LongSupplier nanoTime) {
        this.replacementsMax = replacementsMax;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        boolean passing = isPassing(failure);
        if (passing && mayReplace()) {
            replacedAt.addLast(nanoTime.getAsLong());
            log.warn(
                    "A processing thread died of a passing error and is replaced ({} of at most {} in {} min)",
                    replacedAt.size(),
                    replacementsMax,
                    PERIOD.toMinutes(),
                    failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        reason = (passing
                        ? "processing threads keep dying, " + replacementsMax + " were replaced within "
                                + PERIOD.toMinutes() + " minutes: "
                        : "a processing thread died: ")
                + rootOf(failure);
        log.error("Shutting down: {}", reason, failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Why the client was shut down; empty when it was not. */
    synchronized Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    private boolean mayReplace() {
        long begin = nanoTime.getAsLong() - PERIOD.toNanos();
        replacedAt.removeIf(at -> at < begin);
        return replacedAt.size() < replacementsMax;
    }

    private static boolean isPassing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException
                    || cause instanceof ApplicationRecoverableException
                    || cause instanceof TaskMigratedException
                    || cause instanceof TaskCorruptedException) {
                return true;
            }
        }
        return false;
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString().lines().findFirst().orElse("");
    }
}
