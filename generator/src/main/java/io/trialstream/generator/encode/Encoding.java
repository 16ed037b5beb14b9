package io.trialstream.generator.encode;

/**
 * A way to encode deliveries. Thread-safe; what it makes encoders for is used by one thread at a time.
 *
 * @param <T> what a batch becomes
 */
public interface Encoding<T> {
    /** A new encoder. */
    BatchEncoder<T> encoder(EventWriters writers);

    /** Takes back what nobody reads any more, so that its memory can be used again. */
    default void recycle(T encoded) {}

    /** Encodes batches, one after the other. */
    interface BatchEncoder<T> {
        T encode(Batch batch);
    }
}
