package io.trialstream.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.terminal.ProgressView;
import java.time.Duration;
import java.time.Instant;

/** Waits until all that was sent is accounted for and every window closed. */
final class Settlement {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Without any change for so long nothing will come. */
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(90);

    private final DemoSystem system;
    private final String experiment;
    private final Duration timeout;

    /** @param timeout for all of it */
    Settlement(DemoSystem system, String experiment, Duration timeout) {
        this.system = system;
        this.experiment = experiment;
        this.timeout = timeout;
    }

    /**
     * What the system says when it is done.
     *
     * @param accounting of all events
     * @param scorecard of the experiment
     */
    record Settled(JsonNode accounting, JsonNode scorecard) {}

    /**
     * Asks until the accounting holds {@code events} and event time has come to {@code watermark} on every partition, as
     * well as in the scorecard.
     *
     * @param watermark epoch ms, at which every window and session is closed
     * @throws CommandFailure where nothing changes for 90 s, or not all is settled in time
     */
    Settled await(long events, long watermark, ProgressView view) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long stalledAt = System.nanoTime() + STALL_TIMEOUT.toNanos();
        long lastIn = -1;
        String last = "";
        while (true) {
            try {
                JsonNode accounting = system.http().get("accounting", "accounting", PATIENCE);
                JsonNode card = system.http()
                        .get("experiments/" + experiment + "/scorecard", "experiment " + experiment, PATIENCE);
                long in = accounting.path("in").asLong();
                String state =
                        in + " events, scorecard at " + card.path("watermark").asText();
                view.at(in, events, "event time " + card.path("watermark").asText("not yet known"));
                if (in >= events && closed(accounting, card, Instant.ofEpochMilli(watermark))) {
                    return new Settled(accounting, card);
                }
                if (!state.equals(last)) {
                    stalledAt = System.nanoTime() + STALL_TIMEOUT.toNanos();
                    last = state;
                }
                lastIn = in;
            } catch (CommandFailure e) {
                // Killed or restarting: keepAlive says what is wrong where it stays so.
                last = String.valueOf(e.getMessage());
            }
            system.keepAlive();
            checkTime(deadline, stalledAt, lastIn, events, last);
            pause();
        }
    }

    private static boolean closed(JsonNode accounting, JsonNode card, Instant watermark) {
        boolean closed = reached(card.path("watermark"), watermark);
        for (JsonNode partition : accounting.path("partitions")) {
            closed &= reached(partition.path("watermark"), watermark);
        }
        return closed;
    }

    private static boolean reached(JsonNode time, Instant watermark) {
        return time.isTextual() && !Instant.parse(time.asText()).isBefore(watermark);
    }

    private void checkTime(long deadline, long stalledAt, long in, long events, String last) {
        long now = System.nanoTime();
        if (now > deadline || now > stalledAt) {
            String waited = now > deadline
                    ? "after " + timeout.toSeconds() + " s"
                    : "and no change for " + STALL_TIMEOUT.toSeconds() + " s";
            throw new CommandFailure("expected all " + events + " events to be accounted for and closed, found " + in
                    + " " + waited + "; last: " + last);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for the results", e);
        }
    }
}
