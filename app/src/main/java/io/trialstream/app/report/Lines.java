package io.trialstream.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a stream into lines, as ranges of bytes of one buffer. A line longer than the bound is passed over. */
final class Lines {
    /** The longest line, bytes. */
    static final int LENGTH_MAX = 1 << 20;

    private static final int START_SIZE = 1 << 16;

    private final InputStream in;
    private byte[] buffer = new byte[START_SIZE];
    private int start;
    private int end;
    private int filled;
    private boolean tooLong;

    Lines(InputStream in) {
        this.in = in;
    }

    /** The buffer of the present line: valid until the next call of {@link #next}. */
    byte[] bytes() {
        return buffer;
    }

    /** Where the present line begins. */
    int offset() {
        return start;
    }

    /** The present line's length without its end; 0 for an empty or too long one. */
    int length() {
        return tooLong ? 0 : end - start;
    }

    /** Whether the present line is longer than the bound. */
    boolean tooLong() {
        return tooLong;
    }

    /** Goes to the next line. @return false at the end */
    boolean next() throws IOException {
        start = end < filled && buffer[end] == '\n' ? end + 1 : end;
        tooLong = false;
        int from = start;
        while (true) {
            int newline = indexOfNewline(from);
            if (newline >= 0) {
                end = newline;
                return true;
            }
            from = filled;
            int moved = makeRoom();
            from -= moved;
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                end = filled;
                return end > start || tooLong;
            }
            filled += read;
        }
    }

    private int indexOfNewline(int from) {
        for (int i = from; i < filled; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Moves what is there of the line to the front. @return by how much */
    private int makeRoom() {
        if (filled - start >= LENGTH_MAX) {
            tooLong = true;
        }
        int moved = tooLong ? filled : start;
        System.arraycopy(buffer, moved, buffer, 0, filled - moved);
        filled -= moved;
        start = 0;
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, LENGTH_MAX + START_SIZE));
        }
        return moved;
    }
}
