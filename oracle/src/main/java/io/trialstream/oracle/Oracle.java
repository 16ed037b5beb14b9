package io.trialstream.oracle;

import io.trialstream.oracle.OracleResult.Accounting;
import io.trialstream.oracle.OracleResult.Outcome;
import io.trialstream.oracle.OracleResult.PartitionResult;
import io.trialstream.oracle.PartitionRun.Booking;
import io.trialstream.oracle.UnitHistory.Accepted;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.VariantWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** From the records of a raw topic to everything the topology must say of them. */
public final class Oracle {
    private final OracleSettings settings;
    private final List<PartitionRun> runs;

    private Oracle(OracleSettings settings) {
        this.settings = settings;
        this.runs = IntStream.range(0, settings.partitions())
                .mapToObj(p -> new PartitionRun(settings))
                .toList();
    }

    /**
     * Processes the records; those of one partition must come in offset order.
     *
     * @throws IndexOutOfBoundsException where a record names a partition that the settings do not have
     */
    public static OracleResult run(List<RawRecord> records, OracleSettings settings) {
        Oracle oracle = new Oracle(settings);
        for (RawRecord record : records) {
            oracle.runs.get(record.partition()).process(record);
        }
        return oracle.result();
    }

    private OracleResult result() {
        List<Booking> all = runs.stream().flatMap(run -> run.bookings.stream()).toList();
        long watermarks = runs.stream().mapToLong(run -> run.watermarkRecords).sum();
        long facts = runs.stream().mapToLong(run -> run.factRecords).sum();
        ExperimentSums sums = new ExperimentSums(settings, runs);
        return new OracleResult(
                IntStream.range(0, runs.size()).mapToObj(this::partition).toList(),
                accounting(all, watermarks, facts),
                windows(runs),
                sessions(),
                finals(sums),
                sums.running(),
                sums.exposed(),
                sums.botUsers(),
                sums.multiExposedUsers(),
                sums.experiments(),
                sums.experimentWindows());
    }

    private PartitionResult partition(int number) {
        PartitionRun run = runs.get(number);
        long watermark = run.watermark.value();
        ExperimentSums own = new ExperimentSums(settings, List.of(run));
        return new PartitionResult(
                number,
                watermark == PartitionWatermark.NONE ? null : watermark,
                accounting(run.bookings, run.watermarkRecords, run.factRecords),
                run.rejectedMarkers,
                windows(List.of(run)),
                own.windows(window -> settings.time().closed(window, watermark)),
                List.<BotVerdict>copyOf(run.verdicts),
                run.bookings.stream().map(Booking::outcome).toList());
    }

    private SortedMap<String, VariantWindow> finals(ExperimentSums sums) {
        long least = runs.stream().mapToLong(run -> run.watermark.value()).min().orElseThrow();
        return sums.windows(window -> settings.time().closed(window, least));
    }

    private List<Session> sessions() {
        return runs.stream()
                .flatMap(run -> run.units.values().stream())
                .flatMap(history -> history.sessions.stream())
                .sorted(Comparator.comparing(Session::getUnit).thenComparingLong(Session::getOrdinal))
                .toList();
    }

    private SortedMap<Long, Accounting> windows(List<PartitionRun> some) {
        SortedMap<Long, List<Booking>> byWindow = new TreeMap<>();
        for (PartitionRun run : some) {
            for (Booking booking : run.bookings) {
                long booked = booking.booked() == PartitionWatermark.NONE ? run.firstWatermark : booking.booked();
                if (booked != PartitionWatermark.NONE) {
                    byWindow.computeIfAbsent(settings.time().windowStart(booked), w -> new ArrayList<>())
                            .add(booking);
                }
            }
        }
        SortedMap<Long, Accounting> windows = new TreeMap<>();
        byWindow.forEach((window, bookings) -> windows.put(window, accounting(bookings, 0, 0)));
        return windows;
    }

    /** Where the event records are now: an accepted one may have become a bot's since it was processed. */
    private static Accounting accounting(List<Booking> bookings, long watermarks, long facts) {
        return new Accounting(
                bookings.size(),
                count(bookings, Outcome.INVALID),
                count(bookings, Outcome.LATE),
                count(bookings, Outcome.DUPLICATE),
                count(bookings, Outcome.BOT),
                count(bookings, Outcome.KEPT),
                byReason(bookings, Outcome.INVALID, b -> b.outcome().reason()),
                byReason(bookings, Outcome.LATE, b -> b.outcome().reason()),
                byReason(bookings, Outcome.BOT, b -> b.accepted() == null ? null : b.accepted().botReason),
                watermarks,
                facts);
    }

    private static Outcome now(Booking booking) {
        Accepted accepted = booking.accepted();
        if (accepted == null) {
            return booking.outcome().outcome();
        }
        return accepted.kept() ? Outcome.KEPT : Outcome.BOT;
    }

    private static long count(List<Booking> bookings, Outcome wanted) {
        return bookings.stream().filter(b -> now(b) == wanted).count();
    }

    private static SortedMap<String, Long> byReason(
            List<Booking> bookings, Outcome wanted, Function<Booking, @Nullable String> reason) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (Booking booking : bookings) {
            String why = now(booking) == wanted ? reason.apply(booking) : null;
            if (why != null) {
                counts.merge(why, 1L, Long::sum);
            }
        }
        return counts;
    }
}
