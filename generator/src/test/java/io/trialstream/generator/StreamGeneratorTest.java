package io.trialstream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.generator.Truth.IntervalTruth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamGeneratorTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-31T15:00:00Z");
    private static final Model MODEL = Model.defaults(41, 300);

    @TempDir
    Path folder;

    @Test
    void fourRunsThatContinueEachOtherAreOneAndTheLastLedgerIsTheWholeOne() {
        MemorySink whole = new MemorySink(true);
        RunResult wholeResult =
                StreamGenerator.run(StreamOptions.of(MODEL, MIDNIGHT, 96), whole, progress -> {}, () -> false);

        List<Object> continued = new ArrayList<>();
        RunResult last = wholeResult;
        for (int part = 0; part < 4; part++) {
            MemorySink sink = new MemorySink(part == 0);
            Instant start = MIDNIGHT.plus(Duration.ofHours(6L * part));
            last = StreamGenerator.run(StreamOptions.of(MODEL, start, 24), sink, progress -> {}, () -> false);
            continued.addAll(sink.received);
        }
        assertThat(continued).hasSizeGreaterThan(3_000).isEqualTo(whole.received);
        assertThat(last.truth()).isEqualTo(wholeResult.truth());
    }

    @Test
    void theIntervalsAddUpToTheLedger() {
        MemorySink sink = new MemorySink(true);
        RunResult result =
                StreamGenerator.run(StreamOptions.of(MODEL, MIDNIGHT, 96), sink, progress -> {}, () -> false);
        List<IntervalTruth> intervals = sink.received.stream()
                .filter(IntervalTruth.class::isInstance)
                .map(IntervalTruth.class::cast)
                .toList();
        Truth.Accounting sum = result.truth().accounting();
        assertThat(intervals.stream().mapToLong(i -> i.accounting().in()).sum()).isEqualTo(sum.in());
        assertThat(intervals.stream().mapToLong(i -> i.accounting().kept()).sum())
                .isEqualTo(sum.kept());
        assertThat(intervals.stream().mapToLong(i -> i.accounting().bot()).sum())
                .isEqualTo(sum.bot());
        assertThat(intervals.stream().mapToLong(i -> i.sessions().people()).sum())
                .isEqualTo(result.truth().sessions().people());
        assertThat(sum.in()).isEqualTo(sum.invalid() + sum.late() + sum.duplicate() + sum.bot() + sum.kept());
        assertThat(result.events()).isEqualTo(sum.in());
    }

    @Test
    void aStopLeavesAWholeIntervalAndNoClose() {
        AtomicInteger intervals = new AtomicInteger();
        MemorySink sink = new MemorySink(true);
        StreamOptions options =
                new StreamOptions(MODEL, MIDNIGHT, 96, Pace.max(), null, true, folder.resolve("truth.json"));
        RunResult result = StreamGenerator.run(
                options, sink, progress -> intervals.incrementAndGet(), () -> intervals.get() >= 50);
        assertThat(result.stopped()).isTrue();
        assertThat(result.end()).isEqualTo(MIDNIGHT.plus(Duration.ofMinutes(50 * 15)));
        assertThat(sink.received).last().isInstanceOf(IntervalTruth.class);
        assertThat(sink.closedAt).isZero();
        assertThat(TruthJson.read(folder.resolve("truth.json"))).isEqualTo(result.truth());
    }

    @Test
    void theCloseIsAWindowAGraceAndASessionGapAfterTheLastInterval() {
        MemorySink sink = new MemorySink(true);
        RunResult result = StreamGenerator.run(
                new StreamOptions(MODEL, MIDNIGHT, 50, Pace.max(), null, true, null),
                sink,
                progress -> {},
                () -> false);
        assertThat(Instant.ofEpochMilli(sink.closedAt)).isEqualTo(result.end().plus(Duration.ofMinutes(15 + 10 + 30)));
        assertThat(result.truth().watermark()).isEqualTo(sink.closedAt);
        assertThat(result.truth().watermarkRecords()).isEqualTo(51);
        assertThat(result.truth().sessions().open()).isZero();
    }

    @Test
    void aRateIsHeld() {
        MemorySink sink = new MemorySink(true);
        StreamOptions options =
                new StreamOptions(MODEL, MIDNIGHT.plus(Duration.ofHours(10)), 4, Pace.rate(400), null, false, null);
        RunResult result = StreamGenerator.run(options, sink, progress -> {}, () -> false);
        assertThat(result.events()).isGreaterThan(100);
        // Never faster; how much slower is the machine's business.
        assertThat(result.seconds()).isGreaterThan((result.events() - 1) / 400.0 * .99);
    }

    /** Keeps what it gets, deliveries and intervals, in order. */
    private static final class MemorySink implements EventSink {
        private final List<Object> received = new ArrayList<>();
        private final boolean pristine;
        private long closedAt;

        MemorySink(boolean pristine) {
            this.pristine = pristine;
        }

        @Override
        public boolean pristine() {
            return pristine;
        }

        @Override
        public void send(Delivery delivery) {
            received.add(delivery);
        }

        @Override
        public void endInterval(IntervalTruth truth) {
            received.add(truth);
        }

        @Override
        public void closeStream(long watermark) {
            closedAt = watermark;
        }

        @Override
        public void close() {}
    }
}
