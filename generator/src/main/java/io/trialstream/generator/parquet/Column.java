package io.trialstream.generator.parquet;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * A column of a table.
 *
 * @param name as it stands in the file, case included
 * @param kind what its values are
 */
public record Column(String name, Kind kind) {
    /** What a column's values are. Files of others may declare any column optional, but only one kind may hold nulls. */
    public enum Kind {
        /** Text in every row. */
        TEXT("text"),
        /** Text or null. */
        OPTIONAL_TEXT("text"),
        /** A list of texts, without nulls, maybe empty. */
        TEXTS("list of text"),
        /** A whole number of 32 bits in every row; 64 bits are read as well where the value fits. */
        NUMBER("int32");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    public static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }

    public static Column optionalText(String name) {
        return new Column(name, Kind.OPTIONAL_TEXT);
    }

    public static Column texts(String name) {
        return new Column(name, Kind.TEXTS);
    }

    public static Column number(String name) {
        return new Column(name, Kind.NUMBER);
    }

    /** How we write it: the layout that the format's specification asks for. */
    Type written() {
        return switch (kind) {
            case TEXT ->
                Types.required(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case OPTIONAL_TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case TEXTS ->
                Types.requiredList()
                        .requiredElement(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(name);
            case NUMBER -> Types.required(PrimitiveTypeName.INT32).named(name);
        };
    }
}
