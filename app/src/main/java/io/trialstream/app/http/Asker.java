package io.trialstream.app.http;

import io.trialstream.app.query.ElsewhereException;
import io.trialstream.app.query.StateQueries;
import io.trialstream.app.query.StoreMovingException;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UnitQueries;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Asks the stores on threads of its own, so that a slow answer costs its time-out and not a server thread for good. */
final class Asker implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int THREADS = 4;
    private static final int WAITING_MAX = 256;

    private final StateQueries queries;
    private final Duration timeout;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING_MAX), work -> {
                Thread thread = new Thread(work, "trialstream-query");
                thread.setDaemon(true);
                return thread;
            });

    Asker(StateQueries queries, Duration timeout) {
        this.queries = queries;
        this.timeout = timeout;
    }

    /** @throws Problem 503 where the store cannot be read now */
    <T> T merge(Function<MergeQueries, T> question) {
        return within(() -> queries.askMerge(question));
    }

    /** @throws Problem 503 where the store cannot be read now, or not here */
    <T> T unit(String unit, Function<UnitQueries, T> question) {
        return within(() -> queries.askUnit(unit, question));
    }

    String instance() {
        return queries.instance();
    }

    long lagRecords() {
        return queries.lagRecords();
    }

    private <T> T within(Callable<T> question) {
        Future<T> answer;
        try {
            answer = executor.submit(question);
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable("too many questions at a time", SOON);
        }
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw Problem.unavailable("no answer from the state store within " + timeout, SOON);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("the server is stopping", SOON);
        } catch (ExecutionException e) {
            throw translate(e);
        }
    }

    private static RuntimeException translate(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof StoreMovingException || cause instanceof ElsewhereException) {
            return Problem.unavailable(String.valueOf(cause.getMessage()), SOON);
        }
        return cause instanceof RuntimeException defect ? defect : new IllegalStateException(cause);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
