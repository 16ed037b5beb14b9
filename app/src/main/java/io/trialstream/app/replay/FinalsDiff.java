package io.trialstream.app.replay;

import io.trialstream.app.CommandFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares two applications' final records of one kind. They may come in several passes, each with the records of some
 * identities: first all of the live application's, then all of the replay's. Held are the live records of one pass, the
 * identities that only the replay has, and a few examples. Not thread-safe.
 *
 * @param <R> class of the records
 */
final class FinalsDiff<R extends SpecificRecord> {
    /** Told of each difference, the earliest in event time. */
    static final int EXAMPLES_MAX = 10;

    private static final Comparator<Example> EARLIEST =
            Comparator.comparingLong(Example::time).thenComparing(Example::key);

    private final FinalKind<R> kind;
    private final Function<byte[], R> decoder;
    private final Map<String, Held> held = new HashMap<>();
    private final Set<String> onlyReplayed = new HashSet<>();
    private final EnumMap<Difference, TreeSet<Example>> examples = new EnumMap<>(Difference.class);
    private long same;
    private long changed;
    private long onlyLive;
    private long onlyReplay;

    /** How records differ. */
    enum Difference {
        CHANGED("changed"),
        ONLY_LIVE("onlyLive"),
        ONLY_REPLAY("onlyReplay");

        private final String member;

        Difference(String member) {
            this.member = member;
        }

        /** Its name in JSON. */
        String member() {
            return member;
        }
    }

    /** How many records are the same, and how many are not. */
    record Counts(long same, long changed, long onlyLive, long onlyReplay) {
        /** Whether anything is not the same. */
        boolean differ() {
            return changed + onlyLive + onlyReplay > 0;
        }

        long of(Difference difference) {
            return switch (difference) {
                case CHANGED -> changed;
                case ONLY_LIVE -> onlyLive;
                case ONLY_REPLAY -> onlyReplay;
            };
        }
    }

    /**
     * One record that is not the same.
     *
     * @param word the kind's
     * @param key its identity
     * @param time which orders examples, epoch ms
     * @param live null where only the replay has it
     * @param replay null where only the live application has it
     */
    record Example(
            String word,
            Difference difference,
            String key,
            long time,
            @Nullable SpecificRecord live,
            @Nullable SpecificRecord replay) {}

    /** A live record that waits for the replay's. */
    private static final class Held {
        private final long time;
        private final byte[] value;
        private boolean met;

        Held(long time, byte[] value) {
            this.time = time;
            this.value = value;
        }
    }

    /** @param decoder from a record's value */
    FinalsDiff(FinalKind<R> kind, Function<byte[], R> decoder) {
        this.kind = kind;
        this.decoder = decoder;
    }

    /** A record of the live application. @throws CommandFailure where it has come before */
    void live(String identity, long time, byte[] value) {
        if (held.put(identity, new Held(time, value)) != null) {
            throw twice("the live application", identity);
        }
    }

    /** A record of the replay. @throws CommandFailure where it has come before */
    void replay(String identity, long time, byte[] value) {
        Held other = held.get(identity);
        if (other == null) {
            if (!onlyReplayed.add(identity)) {
                throw twice("the replay", identity);
            }
            onlyReplay++;
            example(Difference.ONLY_REPLAY, identity, time, null, value);
            return;
        }
        if (other.met) {
            throw twice("the replay", identity);
        }
        other.met = true;
        if (equal(other.value, value)) {
            same++;
        } else {
            changed++;
            example(Difference.CHANGED, identity, other.time, other.value, value);
        }
    }

    /** All records of these identities have come. */
    void endPass() {
        held.forEach((identity, live) -> {
            if (!live.met) {
                onlyLive++;
                example(Difference.ONLY_LIVE, identity, live.time, live.value, null);
            }
        });
        held.clear();
        onlyReplayed.clear();
    }

    Counts counts() {
        return new Counts(same, changed, onlyLive, onlyReplay);
    }

    /** By difference, then the earliest first. */
    List<Example> examples() {
        List<Example> all = new ArrayList<>();
        examples.values().stream().flatMap(Collection::stream).forEach(all::add);
        return all;
    }

    /** Maps are written in any order, so bytes that differ may still be the same record. */
    private boolean equal(byte[] live, byte[] replayed) {
        return Arrays.equals(live, replayed) || decoder.apply(live).equals(decoder.apply(replayed));
    }

    private void example(
            Difference difference, String identity, long time, byte @Nullable [] live, byte @Nullable [] replayed) {
        TreeSet<Example> earliest = examples.computeIfAbsent(difference, d -> new TreeSet<>(EARLIEST));
        if (earliest.size() == EXAMPLES_MAX && time > earliest.last().time()) {
            return;
        }
        earliest.add(new Example(
                kind.word(),
                difference,
                identity,
                time,
                live == null ? null : decoder.apply(live),
                replayed == null ? null : decoder.apply(replayed)));
        if (earliest.size() > EXAMPLES_MAX) {
            earliest.pollLast();
        }
    }

    private CommandFailure twice(String whose, String identity) {
        return new CommandFailure(
                whose + "'s " + kind.topic().name() + " holds the " + kind.word() + " " + identity
                        + " twice; expected each final record once, so nothing can be compared: has another application.id written to the topic, too?");
    }
}
