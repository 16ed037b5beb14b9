package io.trialstream.app.replay;

import io.trialstream.schemas.Topic;
import io.trialstream.topology.TopologyTopics;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A replay's name and all that bears it. Everything is told by its whole name, never by how a name begins: the topics of {@code a-b} begin
 * like those of {@code a}.
 *
 * @param liveId {@code application.id} of the live application
 * @param name {@code [A-Za-z0-9_.-]{1,64}}, not only dots
 */
record ReplayName(String liveId, String name) {
    private static final String EXPECTED = "[A-Za-z0-9_.-]{1,64}";
    /** Would be folders elsewhere. */
    private static final Pattern DOTS = Pattern.compile("\\.{1,2}");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);
    private static final String PREFIX = "replay-";
    private static final String FOLDER = "replays";

    ReplayName {
        if (!name.matches(EXPECTED) || DOTS.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "expected a name of " + EXPECTED + " that is not '.' or '..', found '" + name + "'");
        }
    }

    /** For a replay that nobody named, and nobody keeps. */
    static ReplayName temporary(String liveId, Instant now, long pid) {
        return new ReplayName(liveId, "tmp-" + STAMP.format(now) + "-" + pid);
    }

    /** The name in that of a topic of final windows; empty where the topic is no replay's. */
    static Optional<String> ofWindowsTopic(String topic) {
        Matcher matcher =
                Pattern.compile(PREFIX + "(" + EXPECTED + ")-variant-ctr").matcher(topic);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The folder of all replays of a data folder. */
    static Path folder(Path dataDir) {
        return dataDir.resolve(FOLDER);
    }

    /** Names consumer group, transactions and internal topics. */
    String applicationId() {
        return liveId + "-replay-" + name;
    }

    /** Before the name of every topic it writes. */
    String topicPrefix() {
        return PREFIX + name + "-";
    }

    /** What it writes in the place of a topic of the contract. */
    String topic(Topic contract) {
        return topicPrefix() + contract.name();
    }

    /** The topics it writes. */
    List<String> outputs() {
        return TopologyTopics.OUTPUTS.stream().map(this::topic).toList();
    }

    /** Every topic there may be of it. */
    List<String> topics() {
        return Stream.concat(outputs().stream(), TopologyTopics.internal(applicationId()).stream())
                .toList();
    }

    /** All it has on this machine. */
    Path directory(Path dataDir) {
        return folder(dataDir).resolve(name);
    }
}
