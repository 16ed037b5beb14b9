package io.trialstream.generator;

import io.trialstream.generator.base.GeneratorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** A fixed number of threads that work in the order they are asked. */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    /** @throws IllegalArgumentException where {@code threads} is not 1 to 256 */
    Workers(int threads) {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("threads is " + threads + ", expected 1 to 256");
        }
        this.threads = threads;
        pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "generate-worker");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    <T> Future<T> submit(Callable<T> task) {
        return pool.submit(task);
    }

    /** Does a task for 0 to {@code count} − 1, and waits. */
    <T> List<T> map(int count, IntFunction<T> task) {
        List<Future<T>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            futures.add(submit(() -> task.apply(number)));
        }
        return futures.stream().map(Workers::get).toList();
    }

    /** Waits for what a task gives; what it threw is thrown. */
    static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new GeneratorException("cannot generate: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GeneratorException("interrupted while generating", e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
