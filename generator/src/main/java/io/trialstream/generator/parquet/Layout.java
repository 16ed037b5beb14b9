package io.trialstream.generator.parquet;

import io.trialstream.generator.base.GeneratorException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * The wanted columns as a file has them.
 *
 * @param schema of these columns alone
 * @param leaves where their values are, in the order wanted
 */
record Layout(MessageType schema, List<ColumnDescriptor> leaves) {
    private static final int NAMES_SHOWN = 20;

    /** @throws GeneratorException where a column is missing or of another type */
    static Layout of(Path file, MessageType actual, List<Column> wanted) {
        List<Type> types = new ArrayList<>();
        for (Column column : wanted) {
            types.add(type(file, actual, column));
        }
        MessageType schema = new MessageType(actual.getName(), types);
        List<ColumnDescriptor> leaves = schema.getColumns();
        return new Layout(schema, leaves);
    }

    private static Type type(Path file, MessageType actual, Column column) {
        if (!actual.containsField(column.name())) {
            throw new GeneratorException(file + ": expected a column " + column.name() + " ("
                    + column.kind().description() + "), actual columns: " + names(actual));
        }
        Type type = actual.getType(column.name());
        if (!fits(type, column.kind())) {
            throw new GeneratorException(file + ": column " + column.name() + ": expected "
                    + column.kind().description() + ", actual " + oneLine(type));
        }
        return type;
    }

    private static boolean fits(Type type, Column.Kind kind) {
        return switch (kind) {
            case TEXT, OPTIONAL_TEXT -> isText(type) && !type.isRepetition(Repetition.REPEATED);
            case TEXTS -> isTexts(type);
            case NUMBER -> isNumber(type) && !type.isRepetition(Repetition.REPEATED);
        };
    }

    private static boolean isText(Type type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        return isPrimitive(type, PrimitiveTypeName.BINARY)
                && (meaning == null
                        || meaning instanceof StringLogicalTypeAnnotation
                        || meaning instanceof EnumLogicalTypeAnnotation);
    }

    private static boolean isNumber(Type type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        return (isPrimitive(type, PrimitiveTypeName.INT32) || isPrimitive(type, PrimitiveTypeName.INT64))
                && (meaning == null || meaning instanceof IntLogicalTypeAnnotation);
    }

    /** Three levels, as the specification has it, or two or one, as older writers have them; names mean nothing. */
    private static boolean isTexts(Type type) {
        if (type.isRepetition(Repetition.REPEATED)) {
            return isText(type);
        }
        if (type.isPrimitive() || type.asGroupType().getFieldCount() != 1) {
            return false;
        }
        Type repeated = type.asGroupType().getType(0);
        if (!repeated.isRepetition(Repetition.REPEATED)) {
            return false;
        }
        return repeated.isPrimitive()
                ? isText(repeated)
                : repeated.asGroupType().getFieldCount() == 1
                        && !repeated.asGroupType().getType(0).isRepetition(Repetition.REPEATED)
                        && isText(repeated.asGroupType().getType(0));
    }

    private static boolean isPrimitive(Type type, PrimitiveTypeName name) {
        return type instanceof PrimitiveType primitive && primitive.getPrimitiveTypeName() == name;
    }

    private static String names(MessageType actual) {
        String names = actual.getFields().stream()
                .limit(NAMES_SHOWN)
                .map(Type::getName)
                .collect(Collectors.joining(", "));
        return actual.getFieldCount() > NAMES_SHOWN ? names + ", …" : names;
    }

    private static String oneLine(Type type) {
        return type.toString().replaceAll("\\s+", " ").strip();
    }
}
