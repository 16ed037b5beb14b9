package io.trialstream.generator.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts in UTF-8 side by side, each after its length, in chunks that never move: up to 4 GiB. Where a text is is an unsigned
 * number of 32 bits. Not thread-safe while texts are added.
 */
final class TextArena {
    private static final int CHUNK_BITS = 18;
    private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
    private static final int MAX_CHUNKS = 1 << Integer.SIZE - CHUNK_BITS;

    /** The longest text, bytes: its length has two bytes. */
    static final int MAX_TEXT_BYTES = 0xFFFF;

    private static final int LENGTH_BYTES = 2;

    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] last = new byte[0];
    private int used = CHUNK_BYTES;

    /** @return where it is */
    int add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @return where it is
     * @throws IllegalArgumentException where the text is too long or the arena is full
     */
    int add(byte[] text) {
        if (text.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    "text: expected at most " + MAX_TEXT_BYTES + " bytes, actual " + text.length);
        }
        if (used + LENGTH_BYTES + text.length > CHUNK_BYTES) {
            if (chunks.size() == MAX_CHUNKS) {
                throw new IllegalArgumentException("texts: expected at most 4 GiB in all, actual more");
            }
            last = new byte[CHUNK_BYTES];
            chunks.add(last);
            used = 0;
        }
        int at = chunks.size() - 1 << CHUNK_BITS | used;
        last[used] = (byte) (text.length >> Byte.SIZE);
        last[used + 1] = (byte) text.length;
        System.arraycopy(text, 0, last, used + LENGTH_BYTES, text.length);
        used += LENGTH_BYTES + text.length;
        return at;
    }

    String text(int at) {
        byte[] chunk = chunk(at);
        int start = start(at);
        return new String(chunk, start, length(at), StandardCharsets.UTF_8);
    }

    boolean is(int at, byte[] text) {
        int start = start(at);
        return Arrays.equals(chunk(at), start, start + length(at), text, 0, text.length);
    }

    private int length(int at) {
        byte[] chunk = chunk(at);
        int offset = at & CHUNK_BYTES - 1;
        return (chunk[offset] & 0xFF) << Byte.SIZE | chunk[offset + 1] & 0xFF;
    }

    private static int start(int at) {
        return (at & CHUNK_BYTES - 1) + LENGTH_BYTES;
    }

    private byte[] chunk(int at) {
        return chunks.get(at >>> CHUNK_BITS);
    }
}
