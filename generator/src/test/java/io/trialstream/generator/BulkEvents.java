package io.trialstream.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads what a bulk run has written, from the files alone: a day at a time, repeats and bots left out. */
final class BulkEvents {
    private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);

    private final Path folder;
    private final Set<String> bots = new HashSet<>();

    BulkEvents(Path folder) throws IOException {
        this.folder = folder;
        JsonNode truth =
                new ObjectMapper().readTree(folder.resolve("truth.json").toFile());
        for (JsonNode archetype : truth.path("bots")) {
            archetype.path("units").forEach(unit -> bots.add(unit.textValue()));
        }
    }

    /**
     * An event of a person.
     *
     * @param time as written, with its offset
     */
    record Event(String unit, String session, String name, OffsetDateTime time, JsonNode context, JsonNode properties) {
        long millis() {
            return time.toInstant().toEpochMilli();
        }

        /** Milliseconds since the one before. */
        long since(Event before) {
            return millis() - before.millis();
        }

        String property(String property) {
            return properties.path(property).asText();
        }
    }

    /** One day's events by user, each user's in order of time. */
    Map<String, List<Event>> of(LocalDate day) throws IOException {
        Map<String, List<Event>> users = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        try (BufferedReader lines =
                Files.newBufferedReader(folder.resolve(day.toString()).resolve("events.jsonl"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = JSON.readTree(line);
                String unit =
                        json.path("user_id").asText(json.path("anonymous_id").asText());
                if (!bots.contains(unit)
                        && seen.add(unit + ' ' + json.path("event_id").textValue())) {
                    users.computeIfAbsent(unit, any -> new ArrayList<>()).add(event(unit, json));
                }
            }
        }
        users.values().forEach(events -> events.sort(Comparator.comparing(Event::time)));
        return users;
    }

    private static Event event(String unit, JsonNode json) throws IOException {
        return new Event(
                unit,
                json.path("session_id").textValue(),
                json.path("event_name").textValue(),
                OffsetDateTime.parse(json.path("timestamp").textValue()),
                JSON.readTree(json.path("context").textValue()),
                JSON.readTree(json.path("event_properties").textValue()));
    }
}
