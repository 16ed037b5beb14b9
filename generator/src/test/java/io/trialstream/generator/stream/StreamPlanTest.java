package io.trialstream.generator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.Models;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.stream.ResumePoint.Delivered;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Midnight of 2025-09-01 in Seoul to six o'clock is there, in whole intervals. */
class StreamPlanTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-31T15:00:00Z");
    private static final Instant SIX = MIDNIGHT.plus(Duration.ofHours(6));
    private static final StreamOptions FROM_MIDNIGHT = StreamOptions.of(Models.defaults(3, 10), MIDNIGHT, 96);
    private static final Duration TO_CLOSE = Duration.ofMinutes(55);
    private static final Instant END = FROM_MIDNIGHT.end();

    @Test
    void anEmptyTopicIsBegunAtTheStart() {
        assertThat(StreamPlan.of(FROM_MIDNIGHT, ResumePoint.NOTHING))
                .isEqualTo(new StreamPlan(MIDNIGHT, MIDNIGHT, false, false));
    }

    @Test
    void theNextIntervalContinuesWithWhatWasBrokenOffOrWithout() {
        StreamPlan continued = new StreamPlan(MIDNIGHT, SIX, true, false);
        assertThat(StreamPlan.of(at(SIX), there(false))).isEqualTo(continued);
        assertThat(StreamPlan.of(at(SIX), there(true))).isEqualTo(continued);
    }

    @Test
    void whatIsThereIsRefusedAndTheStartThatContinuesIsNamed() {
        assertThatThrownBy(() -> StreamPlan.of(FROM_MIDNIGHT, there(false)))
                .isInstanceOf(GeneratorException.class)
                .hasMessage("the intervals from 2025-09-01-00-00 to 2025-09-01-06-00 are there already, and would come"
                        + " twice; continue with --start-date 2025-09-01-06-00, or add --resume to send what is missing"
                        + " of 2025-09-01-00-00 to 2025-09-02-00-00");
    }

    @Test
    void aResumedRunPassesOverWhatIsThere() {
        StreamOptions resumed = FROM_MIDNIGHT.withResume(true).withCloseAtEnd(true);
        assertThat(StreamPlan.of(resumed, there(true))).isEqualTo(new StreamPlan(MIDNIGHT, SIX, true, true));
        StreamPlan allThere = StreamPlan.of(resumed, there(END, null, false));
        assertThat(allThere).isEqualTo(new StreamPlan(MIDNIGHT, END, true, true));
        assertThat(allThere.sends(resumed)).isTrue();
        StreamPlan closed = StreamPlan.of(resumed, there(END, END.plus(TO_CLOSE), false));
        assertThat(closed).isEqualTo(new StreamPlan(MIDNIGHT, END, true, false));
        assertThat(closed.sends(resumed)).isFalse();
        // A stream that goes on after these intervals is not closed in its middle.
        assertThat(StreamPlan.of(resumed, there(END.plus(Duration.ofHours(1)), null, false)))
                .isEqualTo(new StreamPlan(MIDNIGHT, END, true, false));
    }

    @Test
    void aStartBeforeTheStreamIsRefusedEvenWhenResumed() {
        assertThatThrownBy(() ->
                        StreamPlan.of(at(MIDNIGHT.minus(Duration.ofMinutes(15))).withResume(true), there(false)))
                .hasMessage("the intervals from 2025-09-01-00-00 to 2025-09-01-06-00 are there already, and"
                        + " 2025-08-31-23-45 lies before them; continue with --start-date 2025-09-01-06-00, or choose"
                        + " another topic");
    }

    @Test
    void aGapBeginsAnotherStreamUnlessAnIntervalWouldBeLeftBroken() {
        Instant eight = MIDNIGHT.plus(Duration.ofHours(8));
        assertThat(StreamPlan.of(at(eight), there(false))).isEqualTo(new StreamPlan(eight, eight, false, false));
        assertThatThrownBy(() -> StreamPlan.of(at(eight), there(true)))
                .hasMessage("the interval from 2025-09-01-06-00 was broken off, or somebody else wrote to the topic"
                        + " since: a run that starts later, at 2025-09-01-08-00, would leave it incomplete; go on with"
                        + " --start-date 2025-09-01-06-00, or choose another topic");
    }

    @Test
    void anotherModelIsRefused() {
        StreamOptions other = StreamOptions.of(Models.defaults(4, 10), SIX, 1);
        assertThatThrownBy(() -> StreamPlan.of(other, there(false)))
                .hasMessage("the stream there is of seed 3, model " + FROM_MIDNIGHT.fingerprint()
                        + "; this run is of seed 4, model " + other.fingerprint() + ": give the options of the earlier"
                        + " run (seed, users or events, zone, experiments, faults), or choose another topic");
    }

    @Test
    void nothingThatWouldBeLateFollowsAClosedStream() {
        ResumePoint closed = there(SIX, SIX.plus(TO_CLOSE), false);
        String message = "the stream there was closed: events before 2025-09-01-06-55 would all be late; begin after"
                + " that, or choose another topic";
        assertThatThrownBy(() -> StreamPlan.of(at(SIX), closed)).hasMessage(message);
        assertThatThrownBy(() -> StreamPlan.of(at(SIX.plus(Duration.ofMinutes(45))), closed))
                .hasMessage(message);
        assertThatThrownBy(() -> StreamPlan.of(FROM_MIDNIGHT.withResume(true), closed))
                .hasMessage(message);
    }

    @Test
    void afterTheCloseAnotherStreamMayBeginOfAnyModel() {
        Instant seven = MIDNIGHT.plus(Duration.ofHours(7));
        StreamOptions other = StreamOptions.of(Models.defaults(4, 10), seven, 4);
        assertThat(StreamPlan.of(other, there(SIX, SIX.plus(TO_CLOSE), false)))
                .isEqualTo(new StreamPlan(seven, seven, false, false));
    }

    private static StreamOptions at(Instant start) {
        return StreamOptions.of(FROM_MIDNIGHT.model(), start, 4);
    }

    private static ResumePoint there(boolean brokenOff) {
        return there(SIX, null, brokenOff);
    }

    private static ResumePoint there(Instant end, @Nullable Instant closedAt, boolean brokenOff) {
        return new ResumePoint(new Delivered(3, FROM_MIDNIGHT.fingerprint(), MIDNIGHT, end, closedAt), brokenOff);
    }
}
