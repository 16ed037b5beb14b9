package io.trialstream.app.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.replay.FinalsDiff.Counts;
import io.trialstream.app.replay.FinalsDiff.Difference;
import io.trialstream.app.replay.FinalsDiff.Example;
import io.trialstream.app.terminal.Table;
import io.trialstream.schemas.serde.AvroJson;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What came out differently, for a program and for a person.
 *
 * @param span that was asked for
 * @param windowsTo end of the event time in which windows were compared
 * @param sessionsTo the same of sessions, which are final later
 * @param liveFinalTo how far the live application's windows are final
 * @param replayFinalTo how far the replay's are
 * @param windows counts
 * @param sessions counts
 * @param examples of each kind and difference the earliest
 * @param notes what else has to be known to read the counts
 */
record DiffReport(
        Span span,
        Instant windowsTo,
        Instant sessionsTo,
        Instant liveFinalTo,
        Instant replayFinalTo,
        Counts windows,
        Counts sessions,
        List<Example> examples,
        List<String> notes) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final AvroJson AVRO_JSON = new AvroJson();

    /** One member of two records that is not the same. */
    private record Member(JsonNode live, JsonNode replay) {}

    /** Whether anything is not the same. */
    boolean differ() {
        return windows.differ() || sessions.differ();
    }

    /** In the form of the contract; {@code comparedTo}, {@code finalTo} and {@code notes} are added to it. */
    ObjectNode toJson() {
        ObjectNode json = NODES.objectNode();
        json.set("from", time(span.from()));
        json.set("to", time(span.to()));
        json.set("windows", counts(windows));
        json.set("sessions", counts(sessions));
        ArrayNode shown = json.putArray("examples");
        examples.forEach(example -> shown.add(toJson(example)));
        json.putObject("comparedTo").put("windows", windowsTo.toString()).put("sessions", sessionsTo.toString());
        json.putObject("finalTo").put("live", liveFinalTo.toString()).put("replay", replayFinalTo.toString());
        ArrayNode said = json.putArray("notes");
        notes.forEach(said::add);
        return json;
    }

    /** The counts, what they cover, and the examples member by member. */
    String toText() {
        StringBuilder text = new StringBuilder();
        Table table = new Table("", "same", "changed", "only live", "only replay");
        row(table, "windows", windows);
        row(table, "sessions", sessions);
        text.append(table);
        text.append("\nCompared: windows to ")
                .append(windowsTo)
                .append(", sessions that ended before ")
                .append(sessionsTo);
        text.append(". Final: live to ")
                .append(liveFinalTo)
                .append(", replay to ")
                .append(replayFinalTo)
                .append(".\n");
        notes.forEach(note -> text.append(note).append('\n'));
        for (String word : List.of(FinalKind.WINDOW.word(), FinalKind.SESSION.word())) {
            for (Difference difference : Difference.values()) {
                appendExamples(text, word, difference);
            }
        }
        return text.append(differ() ? "" : "\nNo difference.\n").toString();
    }

    private void appendExamples(StringBuilder text, String word, Difference difference) {
        List<Example> shown = examples.stream()
                .filter(example -> example.word().equals(word) && example.difference() == difference)
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        long all = (word.equals(FinalKind.WINDOW.word()) ? windows : sessions).of(difference);
        text.append(String.format(
                Locale.ROOT,
                "%n%ss, %s, the earliest %d of %,d:%n",
                word,
                switch (difference) {
                    case CHANGED -> "changed (live -> replay)";
                    case ONLY_LIVE -> "only live";
                    case ONLY_REPLAY -> "only in the replay";
                },
                shown.size(),
                all));
        shown.forEach(example -> append(text, example));
    }

    private static void append(StringBuilder text, Example example) {
        text.append("  ")
                .append(example.key())
                .append(example.word().equals(FinalKind.WINDOW.word()) ? ", from " : ", ended ")
                .append(Instant.ofEpochMilli(example.time()))
                .append('\n');
        if (example.difference() == Difference.CHANGED) {
            members(example)
                    .forEach((path, member) -> text.append("    ")
                            .append(path)
                            .append(": ")
                            .append(member.live())
                            .append(" -> ")
                            .append(member.replay())
                            .append('\n'));
        } else {
            JsonNode one = toJson(example.live() == null ? example.replay() : example.live());
            text.append("    ").append(one).append('\n');
        }
    }

    private static ObjectNode toJson(Example example) {
        ObjectNode json = NODES.objectNode();
        json.put("of", example.word());
        json.put("difference", example.difference().member());
        json.put("key", example.key());
        ArrayNode fields = json.putArray("fields");
        if (example.difference() == Difference.CHANGED) {
            members(example).keySet().forEach(fields::add);
        }
        json.set("live", toJson(example.live()));
        json.set("replay", toJson(example.replay()));
        return json;
    }

    /** The members that are not the same, by path: {@code metrics.ad_ctr.numerator}. */
    private static Map<String, Member> members(Example example) {
        Map<String, Member> different = new TreeMap<>();
        compare("", toJson(example.live()), toJson(example.replay()), different);
        return different;
    }

    private static void compare(String path, JsonNode live, JsonNode replay, Map<String, Member> different) {
        if (live.equals(replay)) {
            return;
        }
        if (!live.isObject() || !replay.isObject()) {
            different.put(path, new Member(live, replay));
            return;
        }
        Stream.concat(live.properties().stream(), replay.properties().stream())
                .map(Map.Entry::getKey)
                .distinct()
                .forEach(name -> compare(
                        path.isEmpty() ? name : path + "." + name,
                        member(live, name),
                        member(replay, name),
                        different));
    }

    private static JsonNode member(JsonNode object, String name) {
        JsonNode member = object.get(name);
        return member == null ? NODES.nullNode() : member;
    }

    private static JsonNode toJson(@Nullable SpecificRecord record) {
        return record == null ? NODES.nullNode() : AVRO_JSON.toJson(record);
    }

    private static JsonNode time(@Nullable Instant time) {
        return time == null ? NODES.nullNode() : NODES.textNode(time.toString());
    }

    private static ObjectNode counts(Counts counts) {
        return NODES.objectNode()
                .put("same", counts.same())
                .put("changed", counts.changed())
                .put("onlyLive", counts.onlyLive())
                .put("onlyReplay", counts.onlyReplay());
    }

    private static void row(Table table, String name, Counts counts) {
        table.row(
                name,
                number(counts.same()),
                number(counts.changed()),
                number(counts.onlyLive()),
                number(counts.onlyReplay()));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
