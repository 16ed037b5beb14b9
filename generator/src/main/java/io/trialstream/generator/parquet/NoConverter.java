package io.trialstream.generator.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Stands where Parquet wants to know who takes values: nobody, as they are fetched from the columns. */
final class NoConverter extends GroupConverter {
    private final PrimitiveConverter leaf = new PrimitiveConverter() {};

    @Override
    public Converter getConverter(int field) {
        return this;
    }

    @Override
    public PrimitiveConverter asPrimitiveConverter() {
        return leaf;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
}
