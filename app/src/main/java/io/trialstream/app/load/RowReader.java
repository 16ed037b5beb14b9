package io.trialstream.app.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into rows and keeps every byte: a row is a line or, in CSV, as many lines as its quotes span.
 *
 * <p>A quote that is opened and never closed would swallow the rest of a file. So a CSV row has at most
 * {@link #ROW_BYTES_MAX} bytes; where none ends within them, or before the file does, the first line alone is the row
 * (which its parser then refuses) and reading goes on with the next line. Memory is bounded by that constant.
 *
 * <p>Not thread-safe.
 */
final class RowReader implements Closeable {
    /** Twice what a broker takes in one record by default. */
    static final int ROW_BYTES_MAX = 2 << 20;

    private static final byte[] NEW_LINE = {'\n'};
    private static final byte[] CARRIAGE_RETURN_NEW_LINE = {'\r', '\n'};
    private static final byte[] NOTHING = {};

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final boolean quotes;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private boolean exhausted;
    private long line = 1;

    /** @param quotes whether line ends within double quotes belong to the row (RFC 4180) */
    RowReader(InputStream in, boolean quotes) {
        this.in = in;
        this.quotes = quotes;
    }

    /**
     * The next row, or null at the end.
     *
     * @throws IOException where reading fails, or a single line is longer than {@link #ROW_BYTES_MAX}
     */
    @Nullable
    Row next() throws IOException {
        if (line == 1) {
            skipByteOrderMark();
        }
        int length = rowLength();
        if (length == 0) {
            return null;
        }
        Row row = row(length);
        start += length;
        return row;
    }

    private void skipByteOrderMark() throws IOException {
        while (end - start < BYTE_ORDER_MARK.length && fill()) {}
        if (Arrays.equals(
                buffer, 0, Math.min(end, BYTE_ORDER_MARK.length), BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
            start = BYTE_ORDER_MARK.length;
        }
    }

    private Row row(int length) {
        byte[] lineEnd = NOTHING;
        if (buffer[start + length - 1] == '\n') {
            boolean carriageReturn = length > 1 && buffer[start + length - 2] == '\r';
            lineEnd = carriageReturn ? CARRIAGE_RETURN_NEW_LINE : NEW_LINE;
        }
        long first = line;
        for (int i = start; i < start + length; i++) {
            if (buffer[i] == '\n') {
                line++;
            }
        }
        return new Row(first, Arrays.copyOfRange(buffer, start, start + length - lineEnd.length), lineEnd);
    }

    /** Length of the row at {@link #start} with its line end; 0 at the end of the stream. */
    private int rowLength() throws IOException {
        int firstLine = 0;
        Field field = Field.START;
        for (int i = 0; ; i++) {
            if (start + i == end && !fill()) {
                return field == Field.QUOTED && firstLine > 0 ? firstLine : i;
            }
            if (i == ROW_BYTES_MAX) {
                if (firstLine > 0) {
                    return firstLine;
                }
                throw new IOException(
                        "line " + line + " is longer than " + ROW_BYTES_MAX + " bytes: is this a file of lines?");
            }
            byte b = buffer[start + i];
            if (b == '\n') {
                if (field != Field.QUOTED) {
                    return i + 1;
                }
                firstLine = firstLine == 0 ? i + 1 : firstLine;
            }
            field = quotes ? field.after(b) : field;
        }
    }

    /** Where in a CSV field a byte stands (RFC 4180). */
    private enum Field {
        START,
        PLAIN,
        QUOTED,
        /** Behind a quote within quotes: the end of them, unless another follows. */
        QUOTE;

        Field after(byte b) {
            if (this == QUOTED) {
                return b == '"' ? QUOTE : QUOTED;
            }
            if (b == ',') {
                return START;
            }
            return b == '"' && this != PLAIN ? QUOTED : PLAIN;
        }
    }

    /** Makes room for and reads more bytes; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (exhausted) {
            return false;
        }
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, ROW_BYTES_MAX + 1));
        }
        int read = in.read(buffer, end, buffer.length - end);
        exhausted = read < 0;
        end += Math.max(0, read);
        return !exhausted;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
