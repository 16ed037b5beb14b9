package io.trialstream.app.idle;

import io.trialstream.app.config.Keys.AllIdle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides which partitions adopt which event time. Knows no Kafka and no clock: it is told what was observed, and when.
 *
 * <p>A partition is <em>silent</em> when it has been read to its end and its watermark has not moved by itself for the idle time-out. A
 * move that only follows a ruling is not its own: otherwise each ruling would make the partition look alive, and two silent
 * partitions would hold each other back by a time-out in turn. Silent partitions adopt the least watermark of those that are not; one
 * whose watermark is unknown holds everybody, since it may have anything to say. A ruling is made when it closes another window, not
 * with every millisecond: nothing in between has an effect that somebody could see.
 *
 * <p>Not thread-safe.
 */
public final class IdleRulings {
    private final Duration window;
    private final Duration grace;
    private final Duration timeout;
    private final AllIdle allIdle;
    private final Map<Integer, Silence> silences = new HashMap<>();

    /**
     * What is seen of a partition.
     *
     * @param partition its number
     * @param watermark epoch ms; null before the first
     * @param owned whether this instance processes it
     * @param caughtUp whether it has been read to its end
     */
    public record Observation(int partition, @Nullable Long watermark, boolean owned, boolean caughtUp) {}

    /**
     * A partition adopts an event time.
     *
     * @param watermark epoch ms
     */
    public record Ruling(int partition, long watermark) {}

    /** What is remembered of a partition; {@code since} is when it was last seen to do something by itself. */
    private record Silence(
            @Nullable Long watermark, @Nullable Long adopted, long since) {}

    /**
     * @param window length of a window
     * @param grace how long after its end a window takes events
     * @param timeout silence after which a partition adopts the others' time
     * @param allIdle what happens when all are silent
     */
    public IdleRulings(Duration window, Duration grace, Duration timeout, AllIdle allIdle) {
        this.window = window;
        this.grace = grace;
        this.timeout = timeout;
        this.allIdle = allIdle;
    }

    /**
     * Takes in what is seen and rules on the partitions that are ours.
     *
     * @param observations every partition of the raw topic, each once
     * @param monotonicMs a clock that never goes back, for measuring silence
     * @param wallMs epoch ms, for {@link AllIdle#WALL_CLOCK}
     */
    public List<Ruling> decide(List<Observation> observations, long monotonicMs, long wallMs) {
        observations.forEach(observation -> silences.merge(
                observation.partition(),
                new Silence(observation.watermark(), null, monotonicMs),
                (former, fresh) -> follow(former, observation, monotonicMs)));
        OptionalLong adopted = timeToAdopt(observations, monotonicMs, wallMs);
        List<Ruling> rulings = new ArrayList<>();
        if (adopted.isPresent()) {
            for (Observation observation : observations) {
                boolean ours = observation.owned() && isSilent(observation, monotonicMs);
                if (ours && closesMore(observation, adopted.getAsLong())) {
                    rulings.add(new Ruling(observation.partition(), adopted.getAsLong()));
                }
            }
        }
        return rulings;
    }

    /** A ruling was written into the log. */
    public void written(Ruling ruling) {
        silences.computeIfPresent(
                ruling.partition(),
                (partition, silence) -> new Silence(silence.watermark(), ruling.watermark(), silence.since()));
    }

    private static Silence follow(Silence former, Observation now, long monotonicMs) {
        Long watermark = now.watermark();
        boolean moved = !Objects.equals(watermark, former.watermark());
        boolean followsRuling = watermark != null && former.adopted() != null && watermark <= former.adopted();
        boolean active = (moved && !followsRuling) || !now.caughtUp();
        return new Silence(watermark, former.adopted(), active ? monotonicMs : former.since());
    }

    private boolean isSilent(Observation observation, long monotonicMs) {
        Silence silence = silence(observation);
        return observation.caughtUp() && monotonicMs - silence.since() >= timeout.toMillis();
    }

    private OptionalLong timeToAdopt(List<Observation> observations, long monotonicMs, long wallMs) {
        List<Observation> active = observations.stream()
                .filter(observation -> !isSilent(observation, monotonicMs))
                .toList();
        if (active.isEmpty()) {
            return allIdle == AllIdle.WALL_CLOCK ? OptionalLong.of(wallMs - timeout.toMillis()) : OptionalLong.empty();
        }
        if (active.stream().anyMatch(observation -> observation.watermark() == null)) {
            return OptionalLong.empty();
        }
        return active.stream()
                .flatMap(observation -> Optional.ofNullable(observation.watermark()).stream())
                .mapToLong(Long::longValue)
                .min();
    }

    private boolean closesMore(Observation observation, long candidate) {
        Long watermark = observation.watermark();
        Long adopted = silence(observation).adopted();
        long reached =
                Math.max(watermark == null ? Long.MIN_VALUE : watermark, adopted == null ? Long.MIN_VALUE : adopted);
        return reached == Long.MIN_VALUE || closedThrough(candidate) > closedThrough(reached);
    }

    /** End of the newest window closed at a watermark. */
    private long closedThrough(long watermark) {
        return Math.floorDiv(watermark - grace.toMillis(), window.toMillis()) * window.toMillis();
    }

    private Silence silence(Observation observation) {
        return Objects.requireNonNull(silences.get(observation.partition()), "every observation is taken in first");
    }
}
