package io.trialstream.generator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.generator.Models;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.ledger.Truth;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import io.trialstream.generator.ledger.TruthJson;
import io.trialstream.generator.model.Fact;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.stream.ResumePoint.Delivered;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamGeneratorTest {
    private static final Instant MIDNIGHT = Instant.parse("2025-08-31T15:00:00Z");
    private static final Model MODEL = Models.defaults(41, 700);

    @TempDir
    Path folder;

    @Test
    void fourRunsThatContinueEachOtherAreOneAndTheLastLedgerIsTheWholeOne() {
        MemorySink whole = new MemorySink();
        RunResult wholeResult =
                StreamGenerator.run(StreamOptions.of(MODEL, MIDNIGHT, 96), whole, progress -> {}, () -> false);

        MemorySink continued = new MemorySink();
        RunResult last = wholeResult;
        for (int part = 0; part < 4; part++) {
            Instant start = MIDNIGHT.plus(Duration.ofHours(6L * part));
            last = StreamGenerator.run(StreamOptions.of(MODEL, start, 24), continued, progress -> {}, () -> false);
        }
        assertThat(continued.received).hasSizeGreaterThan(3_000).isEqualTo(whole.received);
        assertThat(last.truth()).isEqualTo(wholeResult.truth());
    }

    @Test
    void aRunTypedAgainIsRefusedAndResumedSendsWhatIsMissing() {
        MemorySink whole = new MemorySink();
        StreamOptions options = StreamOptions.of(MODEL, MIDNIGHT, 96).withCloseAtEnd(true);
        RunResult wholeResult = StreamGenerator.run(options, whole, progress -> {}, () -> false);

        MemorySink sink = new MemorySink();
        StreamGenerator.run(options, sink, progress -> {}, () -> sink.intervals() >= 50);
        assertThatThrownBy(() -> StreamGenerator.run(options, sink, progress -> {}, () -> false))
                .isInstanceOf(GeneratorException.class)
                .hasMessageContaining("continue with --start-date 2025-09-01-12-30");
        RunResult resumed = StreamGenerator.run(options.withResume(true), sink, progress -> {}, () -> false);
        assertThat(sink.received).isEqualTo(whole.received);
        assertThat(resumed.truth()).isEqualTo(wholeResult.truth());
        assertThat(resumed.events()).isPositive().isLessThan(wholeResult.events());

        RunResult again = StreamGenerator.run(options.withResume(true), sink, progress -> {}, () -> false);
        assertThat(sink.received).isEqualTo(whole.received);
        assertThat(again.events()).isZero();
        assertThat(again.end()).isEqualTo(options.end());
    }

    @Test
    void theIntervalsAddUpToTheLedger() {
        MemorySink sink = new MemorySink();
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
        MemorySink sink = new MemorySink();
        StreamOptions options =
                StreamOptions.of(MODEL, MIDNIGHT, 96).withCloseAtEnd(true).withTruthFile(folder.resolve("truth.json"));
        RunResult result = StreamGenerator.run(
                options, sink, progress -> intervals.incrementAndGet(), () -> intervals.get() >= 1 + 50);
        assertThat(result.stopped()).isTrue();
        assertThat(result.end()).isEqualTo(MIDNIGHT.plus(Duration.ofMinutes(50 * 15)));
        assertThat(sink.received).last().isInstanceOf(IntervalTruth.class);
        assertThat(sink.finished).isTrue();
        assertThat(sink.closedAt).isZero();
        assertThat(TruthJson.read(folder.resolve("truth.json"))).isEqualTo(result.truth());
    }

    @Test
    void theCloseIsAWindowAGraceAndASessionGapAfterTheLastInterval() {
        MemorySink sink = new MemorySink();
        RunResult result = StreamGenerator.run(
                StreamOptions.of(MODEL, MIDNIGHT, 50).withCloseAtEnd(true), sink, progress -> {}, () -> false);
        assertThat(Instant.ofEpochMilli(sink.closedAt)).isEqualTo(result.end().plus(Duration.ofMinutes(15 + 10 + 30)));
        assertThat(result.truth().watermark()).isEqualTo(sink.closedAt);
        assertThat(result.truth().watermarkRecords()).isEqualTo(51);
        assertThat(result.truth().sessions().open()).isZero();
    }

    @Test
    void aRateIsHeld() {
        MemorySink sink = new MemorySink();
        StreamOptions options =
                StreamOptions.of(MODEL, MIDNIGHT.plus(Duration.ofHours(10)), 4).withPace(Pace.rate(400));
        RunResult result = StreamGenerator.run(options, sink, progress -> {}, () -> false);
        assertThat(result.events()).isGreaterThan(100);
        // Never faster; how much slower is the machine's business.
        assertThat(result.seconds()).isGreaterThan((result.events() - 1) / 400.0 * .99);
        assertThat(result.pacing().asked()).isEqualTo(400);
        assertThat(result.pacing().reached()).isPositive().isLessThan(404);
    }

    /** Keeps what it gets, facts, deliveries and intervals, in order, and knows how far it has come. */
    private static final class MemorySink implements EventSink {
        private final List<Object> received = new ArrayList<>();
        private @Nullable Delivered delivered;
        private long closedAt;
        private boolean finished;

        long intervals() {
            return received.stream().filter(IntervalTruth.class::isInstance).count();
        }

        @Override
        public ResumePoint resumePoint() {
            return new ResumePoint(delivered, false);
        }

        @Override
        public byte[] wireHeader() {
            return new byte[] {0, 0, 0, 0, 9};
        }

        @Override
        public void begin(Beginning beginning) {
            delivered = new Delivered(beginning.seed(), beginning.model(), beginning.origin(), beginning.first(), null);
        }

        @Override
        public void beginInterval(long intervalStart, List<Fact> facts) {
            received.addAll(facts);
        }

        @Override
        public void send(EncodedBatch batch, int index) {
            received.add(new String(batch.key(index), UTF_8) + " " + batch.due(index) + " "
                    + HexFormat.of().formatHex(batch.value(index)));
        }

        @Override
        public void endInterval(IntervalTruth truth) {
            received.add(truth);
            advance(Instant.ofEpochMilli(truth.watermark()), null);
        }

        @Override
        public void closeStream(long watermark) {
            closedAt = watermark;
            received.add(watermark);
            advance(delivered().end(), Instant.ofEpochMilli(watermark));
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public void close() {}

        private void advance(Instant end, @Nullable Instant closed) {
            Delivered before = delivered();
            delivered = new Delivered(before.seed(), before.model(), before.origin(), end, closed);
        }

        private Delivered delivered() {
            return Objects.requireNonNull(delivered, "begin comes first");
        }
    }
}
