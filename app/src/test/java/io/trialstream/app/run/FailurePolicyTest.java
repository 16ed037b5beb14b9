package io.trialstream.app.run;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {
    private static final Throwable PASSING = new StreamsException("task 0_1", new TimeoutException("no answer"));

    private final AtomicLong now = new AtomicLong();
    private final FailurePolicy policy = new FailurePolicy(2, now::get);

    @Test
    void aPassingErrorCostsTheThreadABoundedNumberOfTimes() {
        assertThat(policy.handle(PASSING)).isEqualTo(REPLACE_THREAD);
        assertThat(policy.handle(PASSING)).isEqualTo(REPLACE_THREAD);
        assertThat(policy.reason()).isEmpty();
        assertThat(policy.handle(PASSING)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.reason())
                .contains("processing threads keep dying, 2 were replaced within 10 minutes: " + PASSING.getCause());
    }

    @Test
    void whatIsLongPastIsForgiven() {
        policy.handle(PASSING);
        policy.handle(PASSING);
        now.addAndGet(FailurePolicy.PERIOD.toNanos() + 1);
        assertThat(policy.handle(PASSING)).isEqualTo(REPLACE_THREAD);
    }

    @Test
    void anErrorThatAnotherThreadWouldMeetAgainEndsTheProcessWithItsReason() {
        Throwable lasting = new StreamsException("task 0_1", new TopicAuthorizationException("not for you"));
        assertThat(policy.handle(lasting)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.reason()).contains("a processing thread died: " + lasting.getCause());
        FailurePolicy fresh = new FailurePolicy(2, now::get);
        assertThat(fresh.handle(new IllegalStateException("defect"))).isEqualTo(SHUTDOWN_CLIENT);
    }
}
