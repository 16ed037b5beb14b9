package io.trialstream.generator.parquet;

import io.trialstream.generator.base.GeneratorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table to a file, replacing what is there. Equal rows give equal bytes. Compressed with Snappy, which every
 * reader knows. Memory: one row group, at most some 16 MB. Not thread-safe.
 *
 * @param <T> what a row is made of
 */
public final class TableWriter<T> implements AutoCloseable {
    private static final long ROW_GROUP_BYTES = 16 << 20;

    private final Path file;
    private final ParquetWriter<T> writer;

    /**
     * @param name of the table, for the file's schema
     * @param rows gives each column of a row its value, in order
     * @throws GeneratorException where the file cannot be made
     */
    public TableWriter(Path file, String name, List<Column> columns, BiConsumer<T, Row> rows) {
        this.file = file;
        try {
            MessageType schema =
                    new MessageType(name, columns.stream().map(Column::written).toList());
            writer = new Builder<>(new LocalOutputFile(file), new Rows<>(schema, columns, rows))
                    .withConf(new PlainParquetConfiguration())
                    .withCodecFactory(new Codecs())
                    .withCompressionCodec(CompressionCodecName.SNAPPY)
                    .withRowGroupSize(ROW_GROUP_BYTES)
                    .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                    .build();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** @throws GeneratorException where it cannot be written */
    public void write(T row) {
        try {
            writer.write(row);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Writes what is left and the footer: only now the file is whole.
     *
     * @throws GeneratorException where it cannot be written
     */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private GeneratorException failed(IOException e) {
        return new GeneratorException("cannot write " + file + ": " + e, e);
    }

    /** Parquet's way to ask for a {@link WriteSupport}. */
    private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
        private final Rows<T> rows;

        Builder(OutputFile file, Rows<T> rows) {
            super(file);
            this.rows = rows;
        }

        @Override
        protected Builder<T> self() {
            return this;
        }

        @Override
        @Deprecated
        protected WriteSupport<T> getWriteSupport(Configuration configuration) {
            return rows;
        }

        @Override
        protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
            return rows;
        }
    }

    /** Parquet's way to be given rows. */
    private static final class Rows<T> extends WriteSupport<T> {
        private final MessageType schema;
        private final List<Column> columns;
        private final BiConsumer<T, Row> rows;
        private @Nullable Row row;

        Rows(MessageType schema, List<Column> columns, BiConsumer<T, Row> rows) {
            this.schema = schema;
            this.columns = columns;
            this.rows = rows;
        }

        @Override
        @Deprecated
        public WriteContext init(Configuration configuration) {
            return new WriteContext(schema, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(schema, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            row = new Row(columns, consumer);
        }

        @Override
        public void write(T value) {
            Row out = row;
            if (out == null) {
                throw new IllegalStateException("write before prepareForWrite");
            }
            out.start();
            rows.accept(value, out);
            out.end();
        }
    }
}
