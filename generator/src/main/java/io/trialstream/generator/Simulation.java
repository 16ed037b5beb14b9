package io.trialstream.generator;

import io.trialstream.generator.Truth.IntervalTruth;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays a model, interval by interval, and keeps the ledger. The deliveries of an interval depend on the model and the
 * interval only; the one exception is the origin: copies and late deliveries of events before it do not come, as their
 * first deliveries never did. As nothing is delivered on another local day than it happens, an origin at a local
 * midnight changes nothing. Memory: one day's plan and the ledger. Not thread-safe.
 */
public final class Simulation {
    private final Model model;
    private final long origin;
    private final Population population;
    private final DayPlanner planner;
    private final EventFactory factory;
    private final TruthLedger ledger;
    private @Nullable DayPlan plan;
    private long next;

    /**
     * @param origin the start of the first interval
     * @throws IllegalArgumentException where the origin is no interval boundary
     */
    public Simulation(Model model, Instant origin) {
        this.model = model;
        this.origin = Intervals.index("origin", origin);
        next = this.origin;
        ExperimentModel experiment = new ExperimentModel(model.experiment(), model.clickRates());
        population = new Population(model.seed(), experiment);
        planner = new DayPlanner(model, experiment, population);
        factory = new EventFactory(model, experiment, population);
        ledger = new TruthLedger(model, experiment, population, factory);
    }

    /** The start of the next interval. */
    public Instant position() {
        return Instant.ofEpochMilli(Intervals.start(next));
    }

    /**
     * Makes the next interval's deliveries, in order, and counts them.
     *
     * @return what the interval added to the truth
     */
    public IntervalTruth emit(Consumer<Delivery> consumer) {
        DayPlan today = planOf(next);
        IntervalTruth truth = ledger.account(today, next, origin);
        int local = (int) (next - today.firstInterval());
        today.sortByClock(local);
        long start = Intervals.start(next);
        for (int i = 0; i < today.deliveryCount(local); i++) {
            long delivery = today.delivery(local, i);
            if (today.interval(DayPlan.row(delivery)) >= origin) {
                consumer.accept(factory.delivery(today, start, delivery));
            }
        }
        next++;
        return truth;
    }

    /** Counts the next interval as an earlier run emitted it, and emits nothing. */
    public IntervalTruth skip() {
        IntervalTruth truth = ledger.account(planOf(next), next, origin);
        next++;
        return truth;
    }

    /**
     * Counts a last watermark record that closes every window and session.
     *
     * @return its value, ms since the epoch: the end of the last interval + window + grace + session gap
     */
    public long close() {
        long watermark = Intervals.start(next) + Intervals.LENGTH_MS + Intervals.GRACE_MS + Intervals.SESSION_GAP_MS;
        ledger.close(watermark);
        return watermark;
    }

    /** The truth about all intervals since the origin. */
    public Truth truth() {
        return ledger.truth();
    }

    /**
     * How many deliveries {@code [from, to)} has, all told. Plans the days again: about a fifth of the time of
     * emitting them.
     */
    public static long count(Model model, Instant from, Instant to) {
        UserCounter counter = new UserCounter(model, from, to);
        long events = 0;
        for (int user = 0; user < model.users(); user++) {
            events += counter.count(user);
        }
        return events;
    }

    /**
     * The model with as many users as bring the deliveries of {@code [from, to)} closest to a number: within one user's
     * part, which is within 1 % from some 50,000 events on.
     *
     * @throws IllegalArgumentException where the number is not positive or takes more users than a model can have
     */
    public static Model sized(Model model, long events, Instant from, Instant to) {
        if (events < 1) {
            throw new IllegalArgumentException("events is " + events + ", expected at least 1");
        }
        UserCounter counter = new UserCounter(model.withUsers(Model.MAX_USERS), from, to);
        long sum = 0;
        for (int user = 0; user < Model.MAX_USERS; user++) {
            long more = counter.count(user);
            if (sum + more >= events) {
                boolean closerWithout = user > 0 && events - sum < sum + more - events;
                return model.withUsers(closerWithout ? user : user + 1);
            }
            sum += more;
        }
        throw new IllegalArgumentException(
                events + " events from " + from + " to " + to + " take more than " + Model.MAX_USERS + " users");
    }

    private DayPlan planOf(long interval) {
        DayPlan current = plan;
        if (current == null || !current.holds(interval)) {
            plan = null;
            LocalDate day = Instant.ofEpochMilli(Intervals.start(interval))
                    .atZone(model.zone())
                    .toLocalDate();
            current = DayPlanner.emptyPlan(day, model.zone());
            for (int user = 0; user < model.users(); user++) {
                planner.plan(user, current);
            }
            plan = current;
        }
        return current;
    }
}
