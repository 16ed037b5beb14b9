package io.trialstream.generator.parquet;

import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** The row that is being written. Columns are given in their order, each once. */
public final class Row {
    private static final String LIST = "list";
    private static final String ELEMENT = "element";

    private final List<Column> columns;
    private final RecordConsumer consumer;
    private int column;

    Row(List<Column> columns, RecordConsumer consumer) {
        this.columns = columns;
        this.consumer = consumer;
    }

    void start() {
        column = 0;
        consumer.startMessage();
    }

    void end() {
        consumer.endMessage();
    }

    /** The next column's text; null only where it is optional. */
    public Row text(@Nullable String value) {
        if (value != null) {
            startField();
            consumer.addBinary(Binary.fromString(value));
            endField();
        }
        column++;
        return this;
    }

    /** The next column's whole number. */
    public Row number(int value) {
        startField();
        consumer.addInteger(value);
        endField();
        column++;
        return this;
    }

    /** The next column's list. */
    public Row texts(List<String> values) {
        startField();
        consumer.startGroup();
        if (!values.isEmpty()) {
            consumer.startField(LIST, 0);
            for (String value : values) {
                element(value);
            }
            consumer.endField(LIST, 0);
        }
        consumer.endGroup();
        endField();
        column++;
        return this;
    }

    private void element(String value) {
        consumer.startGroup();
        consumer.startField(ELEMENT, 0);
        consumer.addBinary(Binary.fromString(value));
        consumer.endField(ELEMENT, 0);
        consumer.endGroup();
    }

    private void startField() {
        consumer.startField(columns.get(column).name(), column);
    }

    private void endField() {
        consumer.endField(columns.get(column).name(), column);
    }
}
