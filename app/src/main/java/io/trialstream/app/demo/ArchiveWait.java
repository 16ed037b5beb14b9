package io.trialstream.app.demo;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.archive.Archive;
import io.trialstream.app.archive.ArchivedTopic;
import io.trialstream.app.archive.Tally;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Waits until S3 holds every committed record of the topics that go there, each once. */
final class ArchiveWait {
    private static final Duration POLL = Duration.ofMillis(500);
    /** Without any change for so long nothing will come; a killed worker is back sooner. */
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(120);

    private final DemoSystem system;
    private final Duration timeout;
    private final Map<String, Tally> expected = new TreeMap<>();

    /** @param timeout for all of it */
    ArchiveWait(DemoSystem system, Duration timeout) {
        this.system = system;
        this.timeout = timeout;
    }

    /**
     * What S3 holds in the end, and what it should.
     *
     * @param archived by topic
     * @param expected the committed records, by topic
     */
    record Archived(Map<String, ArchivedTopic> archived, Map<String, Tally> expected) {
        /** Objects of all topics. */
        long objects() {
            return archived.values().stream().mapToLong(ArchivedTopic::objects).sum();
        }

        /** Records of all topics. */
        long records() {
            return archived.values().stream()
                    .mapToLong(topic -> topic.tally().records())
                    .sum();
        }

        /** Where both differ, for people; empty where they agree. */
        String differences() {
            return expected.entrySet().stream()
                    .filter(topic -> !topic.getValue().equals(found(topic.getKey())))
                    .map(topic -> difference(topic.getKey(), topic.getValue().records()))
                    .collect(Collectors.joining("; "));
        }

        private String difference(String topic, long records) {
            long found = found(topic).records();
            return topic + ": expected " + records + " records, found " + found
                    + (found == records ? ", not the same ones" : "");
        }

        private Tally found(String topic) {
            return archived.getOrDefault(topic, ArchivedTopic.NONE).tally();
        }
    }

    /** Returns when all is there, or nothing more comes: {@link Archived#differences} tells. */
    Archived await(ProgressView view) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long stalledAt = System.nanoTime() + STALL_TIMEOUT.toNanos();
        long last = -1;
        Archive.TOPICS.forEach(this::countCommitted);
        try (Archive archive = new Archive(system.s3())) {
            while (true) {
                Archived now = new Archived(archive.look(), Map.copyOf(expected));
                view.at(
                        now.records(),
                        expected.values().stream().mapToLong(Tally::records).sum(),
                        now.objects() + " objects");
                if (now.differences().isEmpty() || System.nanoTime() > deadline || System.nanoTime() > stalledAt) {
                    return now;
                }
                if (now.records() != last) {
                    last = now.records();
                    stalledAt = System.nanoTime() + STALL_TIMEOUT.toNanos();
                }
                recountWhereMoreCame(now);
                system.keepAlive();
                pause();
            }
        }
    }

    /** A ruling on a silent partition is written to the raw topic at any time. */
    private void recountWhereMoreCame(Archived now) {
        now.archived().forEach((topic, archived) -> {
            if (archived.tally().records()
                    > expected.getOrDefault(topic, Tally.NONE).records()) {
                countCommitted(topic);
            }
        });
    }

    /** Only the raw topic's archive holds records without a value: its markers. */
    private void countCommitted(String topic) {
        Tally[] tally = {Tally.NONE};
        system.topics().read(topic, null, record -> {
            if (record.value() != null || topic.equals(Topics.RAW.name())) {
                tally[0] = tally[0].with(record.partition(), record.offset());
            }
        });
        expected.put(topic, tally[0]);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for the archive", e);
        }
    }
}
