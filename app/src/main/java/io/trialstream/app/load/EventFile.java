package io.trialstream.app.load;

import io.trialstream.app.CommandFailure;
import io.trialstream.schemas.UserEvent;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A file of events, read row by row; one that begins as gzip does is unpacked on the way. Not thread-safe. */
final class EventFile implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_FIRST_BYTE = 0x1f;
    private static final int GZIP_SECOND_BYTE = 0x8b;
    private static final List<String> CONTRACT_COLUMNS = List.of("event_id", "event_name", "timestamp");

    /**
     * What to read, and how.
     *
     * @param mapping null: an access log, or fields that bear the names of the contract
     * @param zone for times without one
     * @param occurrence whether equal rows are told apart where ids are hashes
     */
    record Source(Path file, Format format, @Nullable Mapping mapping, ZoneId zone, boolean occurrence) {}

    private final Source source;
    private final Counting bytes;
    private final RowReader rows;
    private final @Nullable Row header;
    private final RowParser parser;

    private EventFile(Source source, Counting bytes) throws IOException {
        this.source = source;
        this.bytes = bytes;
        rows = new RowReader(unpacked(bytes), source.format() == Format.CSV);
        header = source.format() == Format.CSV ? header() : null;
        parser = parser();
    }

    /**
     * Opens a file; of CSV the header is read and checked.
     *
     * @throws CommandFailure where there is no such file, or its header lacks a column that the mapping reads
     */
    static EventFile open(Source source) throws IOException {
        try {
            Counting bytes = new Counting(Files.newInputStream(source.file()));
            try {
                return new EventFile(source, bytes);
            } catch (IOException | RuntimeException e) {
                bytes.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailure("expected a file, found none at " + source.file(), e);
        }
    }

    /** The next row that is not blank; null at the end. */
    @Nullable
    Row next() throws IOException {
        Row row = rows.next();
        while (row != null && row.blank()) {
            row = rows.next();
        }
        return row;
    }

    /** The event in a row. @throws RejectedRowException where there is none */
    UserEvent parse(Row row) throws RejectedRowException {
        return parser.parse(row);
    }

    /** The line of a CSV file that names its columns; null in other formats. */
    @Nullable
    Row headerRow() {
        return header;
    }

    /** Bytes read from the disk so far. */
    long position() {
        return bytes.count;
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private Row header() throws IOException {
        Row row = next();
        if (row == null) {
            throw new CommandFailure(source.file() + ": expected a header line, found an empty file");
        }
        return row;
    }

    private RowParser parser() {
        LineIds ids = new LineIds(source.occurrence());
        if (source.format() == Format.ACCESS_LOG) {
            return new AccessLogParser(ids);
        }
        Mapping mapping = source.mapping();
        EventAssembler assembler = mapping == null
                ? new ContractAssembler(TimestampFormat.iso(source.zone()))
                : new MappedAssembler(mapping, ids);
        return header == null ? new JsonRowParser(assembler) : new CsvRowParser(columns(header), assembler);
    }

    private List<String> columns(Row row) {
        List<String> columns;
        try {
            columns = CsvRowParser.header(row);
        } catch (RejectedRowException e) {
            throw new CommandFailure(source.file() + ":" + row.line() + ": expected a header line: " + e.detail(), e);
        }
        Mapping mapping = source.mapping();
        Set<String> missing = new TreeSet<>(mapping == null ? CONTRACT_COLUMNS : mapping.columns());
        columns.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    source.file() + ":" + row.line() + ": the header lacks " + String.join(", ", missing)
                            + (mapping == null ? "; without --mapping columns bear the names of the contract" : "")
                            + "; found " + String.join(", ", columns));
        }
        return columns;
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(2);
        boolean gzip = buffered.read() == GZIP_FIRST_BYTE && buffered.read() == GZIP_SECOND_BYTE;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered;
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
