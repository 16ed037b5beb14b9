package io.trialstream.app.terminal;

import java.util.ArrayList;
import java.util.List;

/** Columns of text: the first aligned left, the others right. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** @param header the columns' names */
    public Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row. @throws IllegalArgumentException where it has not one cell a column */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("expected " + rows.get(0).size() + " cells, found " + List.of(cells));
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The table, each line indented by two blanks and ended by a line feed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String padding = " ".repeat(width(column) - row.get(column).length());
                line.append(GAP).append(column == 0 ? row.get(column) + padding : padding + row.get(column));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
