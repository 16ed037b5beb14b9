package io.trialstream.schemas.serde;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in front of something slow: of the threads that miss the same key at once, one loads and the others wait for
 * its answer, or its failure. Failures are not kept.
 *
 * <p>Not the cache's own loading {@code get}: it holds a lock of its table while loading, and a registry that does not
 * answer would stall threads that want other keys.
 */
final class SingleFlight<K, V> {
    private final Cache<K, V> cache;
    private final ConcurrentHashMap<K, CompletableFuture<V>> inFlight = new ConcurrentHashMap<>();

    SingleFlight(Cache<K, V> cache) {
        this.cache = cache;
    }

    V get(K key, Supplier<V> loader) {
        V cached = cache.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> running = inFlight.putIfAbsent(key, mine);
        return running == null ? load(key, loader, mine) : await(running);
    }

    private V load(K key, Supplier<V> loader, CompletableFuture<V> mine) {
        try {
            // Looked at again: the load that was in flight may have ended between the miss and our turn.
            @Nullable V cached = cache.getIfPresent(key);
            V value = cached != null ? cached : loader.get();
            cache.put(key, value);
            mine.complete(value);
            return value;
        } catch (Throwable e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            inFlight.remove(key, mine);
        }
    }

    private static <V> V await(CompletableFuture<V> running) {
        try {
            return running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
