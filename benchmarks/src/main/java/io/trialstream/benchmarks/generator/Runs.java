package io.trialstream.benchmarks.generator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON lines of the runs so far, and what sums them up. */
final class Runs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> runs = new ArrayList<>();

    /** Figures of one run or of several, in the order they were put. */
    static final class Figures {
        private final Map<String, Object> members = new LinkedHashMap<>();

        Figures put(String name, Object value) {
            members.put(name, value);
            return this;
        }

        /** Rounded to so many decimals. */
        Figures put(String name, double value, int decimals) {
            double factor = Math.pow(10, decimals);
            return decimals == 0 ? put(name, Math.round(value)) : put(name, Math.round(value * factor) / factor);
        }

        Map<String, Object> members() {
            return members;
        }

        String json() {
            try {
                return JSON.writeValueAsString(members);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Prints a run's line and keeps it. */
    void add(String line) {
        System.out.println(line);
        try {
            runs.add(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a JSON line, actual " + line, e);
        }
    }

    int size() {
        return runs.size();
    }

    /** A figure of the last run. */
    double last(String figure) {
        return figure(runs.get(runs.size() - 1), figure);
    }

    /**
     * The median of a figure over a contender's runs.
     *
     * @throws IllegalStateException where there are none
     */
    double median(String contender, String figure) {
        double[] sorted = runs.stream()
                .filter(run -> run.path("contender").asText().equals(contender))
                .mapToDouble(run -> figure(run, figure))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("no run of " + contender);
        }
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static double figure(JsonNode run, String figure) {
        JsonNode value = run.path(figure);
        if (!value.isNumber()) {
            throw new IllegalStateException("expected a number " + figure + " in " + run);
        }
        return value.doubleValue();
    }
}
