package io.trialstream.app.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a field of an event comes from. */
sealed interface Target {
    /** The field's text; null where what it comes from is absent. */
    @Nullable
    String read(Row row, Columns columns, LineIds ids);

    /** Columns that are read; for the check against a file's header. */
    List<String> columns();

    /** A column; {@code map} replaces some of its values, others stay. */
    record Column(String name, Map<String, String> map) implements Target {
        @Override
        public @Nullable String read(Row row, Columns columns, LineIds ids) {
            String value = columns.get(name);
            return value == null ? null : map.getOrDefault(value, value);
        }

        @Override
        public List<String> columns() {
            return List.of(name);
        }
    }

    /** The same for every row. */
    record Constant(String value) implements Target {
        @Override
        public String read(Row row, Columns columns, LineIds ids) {
            return value;
        }

        @Override
        public List<String> columns() {
            return List.of();
        }
    }

    /**
     * Text with columns in it. Absent as soon as one of them is: with a hole in it an id would not be one.
     *
     * @param texts what stands before, between and behind the columns: one more than there are columns
     */
    record Template(List<String> texts, List<String> columns) implements Target {
        /** @throws IllegalArgumentException where a brace is not closed or nothing stands in it */
        static Template parse(String template) {
            List<String> texts = new ArrayList<>();
            List<String> names = new ArrayList<>();
            int from = 0;
            for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
                int close = template.indexOf('}', open);
                if (close <= open + 1) {
                    throw new IllegalArgumentException(
                            "expected {column} at character " + (open + 1) + " of \"" + template + "\"");
                }
                texts.add(template.substring(from, open));
                names.add(template.substring(open + 1, close));
                from = close + 1;
            }
            texts.add(template.substring(from));
            return new Template(List.copyOf(texts), List.copyOf(names));
        }

        @Override
        public @Nullable String read(Row row, Columns fields, LineIds ids) {
            StringBuilder text = new StringBuilder(texts.get(0));
            for (int i = 0; i < columns.size(); i++) {
                String value = fields.get(columns.get(i));
                if (value == null) {
                    return null;
                }
                text.append(value).append(texts.get(i + 1));
            }
            return text.toString();
        }
    }

    /** The hash of the row: {@link LineIds}. */
    record LineHash() implements Target {
        @Override
        public String read(Row row, Columns columns, LineIds ids) {
            return ids.next(row);
        }

        @Override
        public List<String> columns() {
            return List.of();
        }
    }
}
