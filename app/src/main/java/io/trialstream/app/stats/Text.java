package io.trialstream.app.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;

/** A result for people: one line a number, groups indented. */
final class Text {

    private static final int NAME_WIDTH = 26;

    private Text() {}

    static void print(PrintWriter out, ObjectNode result) {
        print(out, result, "");
    }

    private static void print(PrintWriter out, JsonNode group, String indent) {
        group.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                out.println(indent + field.getKey());
                print(out, field.getValue(), indent + "  ");
            } else {
                String name = indent + field.getKey();
                out.println(name + " ".repeat(Math.max(1, NAME_WIDTH - name.length())) + number(field.getValue()));
            }
        });
    }

    private static String number(JsonNode value) {
        if (value.isNull()) {
            return "none";
        }
        return value.isFloatingPointNumber() ? String.format(Locale.ROOT, "%.6g", value.doubleValue()) : value.asText();
    }
}
