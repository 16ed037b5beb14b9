package io.trialstream.app.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trialstream.topology.statistics.Sample;
import io.trialstream.topology.statistics.Side;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** One case, field by field. Every complaint names the field, what was expected and what was there. */
final class CaseReader {

    private static final int MAX_ARMS = 1_000;

    private static final Set<String> SAMPLE_FIELDS = Set.of(
            "n", "x", "sum", "sumSquares", "denominatorSum", "denominatorSumSquares", "crossProductSum", "proportion");

    private final JsonNode node;

    CaseReader(JsonNode node) {
        if (!node.isObject()) {
            throw new BadCaseException("case", "a JSON object", describe(node));
        }
        this.node = node;
    }

    /** The case's name, as it came; JSON null where it has none. */
    JsonNode id() {
        return node.path("id");
    }

    boolean has(String field) {
        return node.hasNonNull(field);
    }

    double number(String field) {
        return decimal(node, field, field).doubleValue();
    }

    double number(String field, double otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    long count(String field) {
        return count(node, field, field);
    }

    Side side(Side otherwise) {
        if (!has("side")) {
            return otherwise;
        }
        String text = node.get("side").asText();
        for (Side side : Side.values()) {
            if (side.name().toLowerCase(Locale.ROOT).equals(text)) {
                return side;
            }
        }
        throw new BadCaseException("side", "two, greater or less", describe(node.get("side")));
    }

    long[] counts(String field) {
        JsonNode array = array(field);
        long[] counts = new long[array.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = toCount(array.get(i), field + "[" + i + "]");
        }
        return counts;
    }

    double[] numbers(String field) {
        JsonNode array = array(field);
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = toDecimal(array.get(i), field + "[" + i + "]").doubleValue();
        }
        return numbers;
    }

    private JsonNode array(String field) {
        JsonNode array = node.path(field);
        if (!array.isArray() || array.size() > MAX_ARMS) {
            throw new BadCaseException(field, "an array of at most " + MAX_ARMS + " numbers", describe(array));
        }
        return array;
    }

    /** An arm: a ratio where it has denominator sums, a share where it has {@code x} or is said to be one, else a mean. */
    Sample sample(String arm) {
        JsonNode sums = node.path(arm);
        if (!sums.isObject()) {
            throw new BadCaseException(arm, "an object with n, sum and sumSquares", describe(sums));
        }
        refuseUnknownFields(arm, sums);
        long units = count(sums, "n", arm + ".n");
        try {
            if (sums.hasNonNull("x")) {
                return Sample.proportion(units, count(sums, "x", arm + ".x"));
            }
            if (sums.path("proportion").asBoolean() || node.path("proportion").asBoolean()) {
                return Sample.proportion(units, count(sums, "sum", arm + ".sum"));
            }
            BigDecimal sum = decimal(sums, "sum", arm + ".sum");
            BigDecimal squares = decimal(sums, "sumSquares", arm + ".sumSquares");
            if (!sums.hasNonNull("denominatorSum")) {
                refuseHalfARatio(arm, sums);
                return Sample.mean(units, sum, squares);
            }
            return Sample.ratio(
                    units,
                    sum,
                    squares,
                    decimal(sums, "denominatorSum", arm + ".denominatorSum"),
                    decimal(sums, "denominatorSumSquares", arm + ".denominatorSumSquares"),
                    decimal(sums, "crossProductSum", arm + ".crossProductSum"));
        } catch (IllegalArgumentException e) {
            throw new BadCaseException(arm + "." + e.getMessage());
        }
    }

    /** A misspelt sum would silently change what is computed. */
    private static void refuseUnknownFields(String arm, JsonNode sums) {
        for (Iterator<String> names = sums.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!SAMPLE_FIELDS.contains(name)) {
                throw new BadCaseException(arm, "fields among " + new TreeSet<>(SAMPLE_FIELDS), name);
            }
        }
    }

    private static void refuseHalfARatio(String arm, JsonNode sums) {
        if (sums.hasNonNull("denominatorSumSquares") || sums.hasNonNull("crossProductSum")) {
            throw new BadCaseException(arm + ".denominatorSum", "a number beside the other sums of a ratio", "nothing");
        }
    }

    private static long count(JsonNode parent, String field, String path) {
        return toCount(parent.path(field), path);
    }

    private static long toCount(JsonNode value, String path) {
        BigDecimal number = toDecimal(value, path);
        try {
            long count = number.longValueExact();
            if (count >= 0) {
                return count;
            }
        } catch (ArithmeticException e) {
            throw new BadCaseException(path, "a whole number below 2^63", describe(value));
        }
        throw new BadCaseException(path, "0 or more", describe(value));
    }

    private static BigDecimal decimal(JsonNode parent, String field, String path) {
        return toDecimal(parent.path(field), path);
    }

    private static BigDecimal toDecimal(JsonNode value, String path) {
        if (!value.isNumber()) {
            throw new BadCaseException(path, "a number", describe(value));
        }
        BigDecimal number = value.decimalValue();
        if (Math.abs((long) number.scale()) > 100 || number.precision() > 100) {
            throw new BadCaseException(path, "a number of at most 100 digits", describe(value));
        }
        return number;
    }

    private static String describe(JsonNode value) {
        if (value instanceof MissingNode) {
            return "nothing";
        }
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
