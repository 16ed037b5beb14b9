package io.trialstream.app.load;

import io.trialstream.yaml.YamlException;
import io.trialstream.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a file's columns become events: the mapping file of {@code load}.
 *
 * @param timestamp where the time stands
 * @param timestampFormat how it is written
 * @param context by context key
 * @param eventProperties by property
 */
record Mapping(
        Target eventId,
        Target eventName,
        @Nullable Target userId,
        @Nullable Target anonymousId,
        @Nullable Target sessionId,
        Target timestamp,
        TimestampFormat timestampFormat,
        Map<String, Target> context,
        Map<String, Target> eventProperties) {

    private static final List<String> KINDS = List.of("column", "value", "template", "hash");

    /**
     * Reads a mapping file.
     *
     * @param file its name, for messages
     * @param zone for times without one, where the file names none
     * @throws YamlException where it is no mapping; the message names file, line, key, expected and actual
     */
    static Mapping parse(String file, String text, ZoneId zone) {
        YamlValue root = YamlValue.parse(file, text)
                .allow(
                        "event_id",
                        "event_name",
                        "user_id",
                        "anonymous_id",
                        "session_id",
                        "timestamp",
                        "context",
                        "event_properties");
        if (root.find("user_id").isEmpty() && root.find("anonymous_id").isEmpty()) {
            throw root.error("the key user_id or anonymous_id is missing: an event belongs to somebody");
        }
        YamlValue timestamp = root.get("timestamp");
        return new Mapping(
                target(root.get("event_id")),
                target(root.get("event_name")),
                optional(root, "user_id"),
                optional(root, "anonymous_id"),
                optional(root, "session_id"),
                target(timestamp, "pattern", "zone", "unit"),
                timestampFormat(timestamp, zone),
                targets(root.find("context")),
                targets(root.find("event_properties")));
    }

    /** All columns that are read, for the check against a file's header. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        List<@Nullable Target> all = new ArrayList<>();
        all.add(eventId);
        all.add(eventName);
        all.add(userId);
        all.add(anonymousId);
        all.add(sessionId);
        all.add(timestamp);
        all.addAll(context.values());
        all.addAll(eventProperties.values());
        for (Target target : all) {
            if (target != null) {
                columns.addAll(target.columns());
            }
        }
        return columns;
    }

    private static @Nullable Target optional(YamlValue root, String key) {
        Optional<YamlValue> value = root.find(key);
        return value.isPresent() ? target(value.get()) : null;
    }

    private static Map<String, Target> targets(Optional<YamlValue> section) {
        Map<String, Target> targets = new LinkedHashMap<>();
        section.ifPresent(map -> map.members().forEach((key, value) -> targets.put(key, target(value))));
        return targets;
    }

    private static Target target(YamlValue value, String... more) {
        List<String> allowed = new ArrayList<>(KINDS);
        allowed.add("map");
        allowed.addAll(List.of(more));
        Map<String, YamlValue> members =
                value.allow(allowed.toArray(String[]::new)).members();
        List<String> kinds = KINDS.stream().filter(members::containsKey).toList();
        if (kinds.size() != 1) {
            throw value.error("expected exactly one of " + String.join(", ", KINDS) + ", found "
                    + (kinds.isEmpty() ? "none" : String.join(" and ", kinds)));
        }
        String kind = kinds.get(0);
        if (members.containsKey("map") && !kind.equals("column")) {
            throw value.get("map").error("goes with column only");
        }
        YamlValue source = value.get(kind);
        return switch (kind) {
            case "column" -> new Target.Column(source.text(), replacements(value));
            case "value" -> new Target.Constant(source.text());
            case "template" -> template(source);
            default -> {
                source.oneOf(List.of("line"));
                yield new Target.LineHash();
            }
        };
    }

    private static Map<String, String> replacements(YamlValue target) {
        Map<String, String> map = new LinkedHashMap<>();
        target.find("map").ifPresent(values -> values.members().forEach((from, to) -> map.put(from, to.text())));
        return Map.copyOf(map);
    }

    private static Target template(YamlValue source) {
        try {
            return Target.Template.parse(source.text());
        } catch (IllegalArgumentException e) {
            throw source.error(String.valueOf(e.getMessage()));
        }
    }

    private static TimestampFormat timestampFormat(YamlValue timestamp, ZoneId otherwise) {
        Optional<YamlValue> unit = timestamp.find("unit");
        Optional<YamlValue> pattern = timestamp.find("pattern");
        if (unit.isPresent()) {
            if (pattern.isPresent() || timestamp.find("zone").isPresent()) {
                throw unit.get().error("a number since the epoch has neither pattern nor zone");
            }
            boolean seconds = unit.get().oneOf(List.of("s", "ms")).equals("s");
            return TimestampFormat.epoch(seconds ? TimestampFormat.Unit.S : TimestampFormat.Unit.MS);
        }
        ZoneId zone = timestamp.get("zone", Mapping::zone, otherwise);
        return pattern.map(value -> pattern(value, zone)).orElseGet(() -> TimestampFormat.iso(zone));
    }

    private static ZoneId zone(YamlValue value) {
        try {
            return ZoneId.of(value.text());
        } catch (DateTimeException e) {
            throw value.expected("a time zone like UTC, Asia/Seoul or +09:00");
        }
    }

    private static TimestampFormat pattern(YamlValue value, ZoneId zone) {
        try {
            return TimestampFormat.pattern(value.text(), zone);
        } catch (IllegalArgumentException e) {
            throw value.error("expected a pattern of java.time.format.DateTimeFormatter, found \"" + value.text()
                    + "\": " + e.getMessage());
        }
    }
}
