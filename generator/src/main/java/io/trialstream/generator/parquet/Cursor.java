package io.trialstream.generator.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** One column of a row group, row by row. Not thread-safe. */
final class Cursor {
    private final ColumnReader reader;
    private final int defined;
    private final boolean wide;
    private long left;

    Cursor(ColumnReader reader, ColumnDescriptor descriptor) {
        this.reader = reader;
        defined = descriptor.getMaxDefinitionLevel();
        wide = descriptor.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64;
        left = reader.getTotalValueCount();
    }

    /** The next row's value of a column that is no list: null, text, or a number. */
    @Nullable
    Object value(boolean number) {
        Object value = current(number);
        consume();
        return value;
    }

    /**
     * The next row's list.
     *
     * @return null for an element that is null, in a list of one; an absent list is an empty one
     * @throws IllegalStateException where it is longer than {@code limit}
     */
    List<@Nullable String> list(int limit, boolean nullableElements) {
        List<@Nullable String> values = new ArrayList<>();
        do {
            int level = reader.getCurrentDefinitionLevel();
            if (level == defined) {
                values.add(reader.getBinary().toStringUsingUTF8());
            } else if (nullableElements && level == defined - 1) {
                values.add(null);
            }
            consume();
            if (values.size() > limit) {
                throw new IllegalStateException("list of more than " + limit + " values");
            }
        } while (left > 0 && reader.getCurrentRepetitionLevel() > 0);
        return values;
    }

    private @Nullable Object current(boolean number) {
        if (reader.getCurrentDefinitionLevel() < defined) {
            return null;
        }
        if (!number) {
            return reader.getBinary().toStringUsingUTF8();
        }
        return wide ? reader.getLong() : (long) reader.getInteger();
    }

    private void consume() {
        reader.consume();
        left--;
    }
}
