package io.trialstream.generator.parquet;

import io.trialstream.generator.base.GeneratorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/**
 * Reads some columns of a table, row by row; other columns are left alone. Checksums of pages are verified where the file
 * has them. Memory: one row group, decompressed at most {@link #MAX_ROW_GROUP_BYTES}. Not thread-safe.
 *
 * <p>What is wrong with a file is a {@link GeneratorException} that names the file and, as far as it goes, column, row
 * (counted from 1), what was expected and what was found.
 */
public final class TableReader implements AutoCloseable {
    /** The largest row group: four times what writers make by default. */
    public static final long MAX_ROW_GROUP_BYTES = 512L << 20;

    /** The longest text, characters. */
    public static final int MAX_TEXT = 1_000;

    /** The longest list. */
    public static final int MAX_LIST = 256;

    private final Path file;
    private final List<Column> columns;
    private final ParquetFileReader reader;
    private final Layout layout;
    private final long rows;
    private List<Cursor> cursors = List.of();
    private long row;
    private long groupEnd;

    private TableReader(Path file, List<Column> columns, ParquetFileReader reader, long maxRows) {
        this.file = file;
        this.columns = columns;
        this.reader = reader;
        layout = Layout.of(file, reader.getFileMetaData().getSchema(), columns);
        reader.setRequestedSchema(layout.schema());
        rows = reader.getRecordCount();
        if (rows > maxRows) {
            throw new GeneratorException(file + ": expected at most " + maxRows + " rows, actual " + rows);
        }
        for (BlockMetaData group : reader.getRowGroups()) {
            if (group.getTotalByteSize() > MAX_ROW_GROUP_BYTES) {
                throw new GeneratorException(file + ": expected row groups of at most " + MAX_ROW_GROUP_BYTES
                        + " bytes, actual " + group.getTotalByteSize());
            }
        }
    }

    /**
     * Opens a file and looks at its columns.
     *
     * @param maxRows the most rows it may have
     * @param maxBytes the largest it may be
     * @throws GeneratorException where there is no such file, or it is no Parquet file, or has not these columns, or is
     *     too large
     */
    public static TableReader open(Path file, List<Column> columns, long maxRows, long maxBytes) {
        if (!Files.isRegularFile(file)) {
            throw new GeneratorException(file + ": expected a Parquet file, found none");
        }
        ParquetFileReader reader = null;
        try {
            if (Files.size(file) > maxBytes) {
                throw new GeneratorException(
                        file + ": expected at most " + maxBytes + " bytes, actual " + Files.size(file));
            }
            reader = ParquetFileReader.open(new LocalInputFile(file), options());
            TableReader table = new TableReader(file, columns, reader, maxRows);
            reader = null;
            return table;
        } catch (GeneratorException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, e);
        } finally {
            closeQuietly(reader);
        }
    }

    private static ParquetReadOptions options() {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new Codecs())
                .usePageChecksumVerification()
                .build();
    }

    /** How many rows there are in all. */
    public long rows() {
        return rows;
    }

    /** Goes to the next row, whose columns are then read once each, in their order. False after the last. */
    public boolean next() {
        if (row == rows) {
            return false;
        }
        try {
            while (row == groupEnd) {
                nextGroup();
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, e);
        }
        row++;
        return true;
    }

    private void nextGroup() throws IOException {
        PageReadStore pages = reader.readNextRowGroup();
        if (pages == null) {
            throw new IOException("expected " + rows + " rows, actual " + row);
        }
        groupEnd += pages.getRowCount();
        ColumnReadStoreImpl store = new ColumnReadStoreImpl(
                pages,
                new NoConverter(),
                layout.schema(),
                reader.getFileMetaData().getCreatedBy());
        List<Cursor> opened = new ArrayList<>();
        for (ColumnDescriptor leaf : layout.leaves()) {
            opened.add(new Cursor(store.getColumnReader(leaf), leaf));
        }
        cursors = opened;
    }

    /**
     * This row's text.
     *
     * @throws GeneratorException where it is null or longer than {@link #MAX_TEXT}
     */
    public String text(int column) {
        String value = optionalText(column);
        if (value == null) {
            throw wrong(column, "text", "null");
        }
        return value;
    }

    /** This row's text, or null. */
    public @Nullable String optionalText(int column) {
        return checked(column, (String) value(column, false));
    }

    /**
     * This row's whole number.
     *
     * @throws GeneratorException where it is null or outside of the range
     */
    public int number(int column, int least, int most) {
        Long value = (Long) value(column, true);
        if (value == null || value < least || value > most) {
            throw wrong(column, least + " to " + most, String.valueOf(value));
        }
        return value.intValue();
    }

    /**
     * This row's list.
     *
     * @throws GeneratorException where an element is null or it is longer than {@link #MAX_LIST}
     */
    public List<String> texts(int column) {
        ColumnDescriptor leaf = layout.leaves().get(column);
        List<@Nullable String> values;
        try {
            boolean nullable = leaf.getPrimitiveType().isRepetition(Repetition.OPTIONAL);
            values = cursors.get(column).list(MAX_LIST, nullable);
        } catch (RuntimeException e) {
            throw unreadable(column, e);
        }
        List<String> present = new ArrayList<>(values.size());
        for (String value : values) {
            String checked = checked(column, value);
            if (checked == null) {
                throw wrong(column, "text", "null");
            }
            present.add(checked);
        }
        return present;
    }

    /** Where it is, for errors: the file and the row. */
    public String place() {
        return file + ": row " + row;
    }

    /** An error about this row's value of a column. */
    public GeneratorException wrong(int column, String expected, String actual) {
        return wrong(row, column, expected, actual);
    }

    /** An error about another row's value of a column. @param otherRow counted from 1 */
    public GeneratorException wrong(long otherRow, int column, String expected, String actual) {
        return new GeneratorException(file + ": row " + otherRow + ", column "
                + columns.get(column).name() + ": expected " + expected + ", actual " + actual);
    }

    private @Nullable Object value(int column, boolean number) {
        try {
            return cursors.get(column).value(number);
        } catch (RuntimeException e) {
            throw unreadable(column, e);
        }
    }

    private @Nullable String checked(int column, @Nullable String value) {
        if (value != null && value.length() > MAX_TEXT) {
            throw wrong(column, "at most " + MAX_TEXT + " characters", value.length() + " characters");
        }
        return value;
    }

    private GeneratorException unreadable(int column, RuntimeException e) {
        return new GeneratorException(
                file + ": row " + row + ", column " + columns.get(column).name()
                        + ": expected a readable value, actual " + reason(e),
                e);
    }

    private static GeneratorException unreadable(Path file, Exception e) {
        return new GeneratorException(file + ": expected a whole Parquet file, actual " + reason(e), e);
    }

    /** The innermost cause, on one line: the outer ones say what was being done. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse("");
    }

    private static void closeQuietly(@Nullable ParquetFileReader reader) {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                // There is an exception on its way already.
            }
        }
    }

    /** @throws GeneratorException where the file cannot be closed */
    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
