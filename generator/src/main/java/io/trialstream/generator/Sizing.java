package io.trialstream.generator;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.Day;
import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DayPlanner;
import io.trialstream.generator.plan.Lists;
import io.trialstream.generator.plan.People;
import io.trialstream.generator.plan.Shard;
import io.trialstream.generator.plan.Shards;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How many deliveries a model makes in a period, and how many users a number of deliveries takes. */
public final class Sizing {
    /** Shards that are counted before it is looked whether more are needed, for each thread. */
    private static final int SHARDS_AT_A_TIME = 4;

    private final Model model;
    private final Trials trials;
    private final Lists lists;
    private final Shards shards;
    private final long from;
    private final long to;
    private final List<Day> days = new ArrayList<>();

    /**
     * A model and what it makes.
     *
     * @param events deliveries in the period
     */
    public record Sized(Model model, long events) {}

    private Sizing(Model model, Instant from, Instant to) {
        this.model = model;
        this.from = Intervals.index("from", from);
        this.to = Intervals.index("to", to);
        if (this.from >= this.to) {
            throw new IllegalArgumentException("from is " + from + ", to is " + to + ", expected from < to");
        }
        trials = new Trials(model);
        lists = new Lists(model.catalogue(), model.behaviour());
        shards = new Shards(model, trials, lists, new People(model));
        long interval = this.from;
        while (interval < this.to) {
            Day day = Day.holding(interval, model.zone());
            days.add(day);
            interval = day.firstInterval() + day.intervals();
        }
    }

    /**
     * How many deliveries {@code [from, to)} has, all told. Plans the days again: a small part of the time of emitting
     * them.
     *
     * @param threads how many work, 1 to 256
     */
    public static long count(Model model, Instant from, Instant to, int threads) {
        Sizing sizing = new Sizing(model, from, to);
        try (Workers workers = new Workers(threads)) {
            return workers.map(sizing.shards.count(), sizing::count).stream()
                    .mapToLong(counts -> Arrays.stream(counts).sum())
                    .sum();
        }
    }

    /**
     * The model with as many users as bring the deliveries of {@code [from, to)} closest to a number: within one user's
     * part, which is within 1 % from some 50,000 events on.
     *
     * @param threads how many work, 1 to 256
     * @throws IllegalArgumentException where the number is not positive or takes more users than the model can have
     */
    public static Sized fit(Model model, long events, Instant from, Instant to, int threads) {
        if (events < 1) {
            throw new IllegalArgumentException("events is " + events + ", expected at least 1");
        }
        Sizing sizing = new Sizing(model.withUsers(model.usersAtMost()), from, to);
        int shards = sizing.shards.count();
        try (Workers workers = new Workers(threads)) {
            long sum = 0;
            int user = 0;
            for (int first = 0; first < shards; first += threads * SHARDS_AT_A_TIME) {
                int base = first;
                for (long[] counts : workers.map(
                        Math.min(threads * SHARDS_AT_A_TIME, shards - first), number -> sizing.count(base + number))) {
                    for (long more : counts) {
                        user++;
                        if (sum + more >= events) {
                            boolean closerWithout = user > 1 && events - sum < sum + more - events;
                            return closerWithout
                                    ? new Sized(model.withUsers(user - 1), sum)
                                    : new Sized(model.withUsers(user), sum + more);
                        }
                        sum += more;
                    }
                }
            }
        }
        throw new IllegalArgumentException(
                events + " events from " + from + " to " + to + " take more than " + model.usersAtMost() + " users");
    }

    /** Deliveries by user of a shard. */
    private long[] count(int number) {
        Shard shard = shards.shard(number);
        int size = shard.size();
        DayPlanner planner = new DayPlanner(model, trials, lists);
        long[] counts = new long[size];
        for (Day day : days) {
            DayPlan plan = new DayPlan(day, 0, day.intervals(), number);
            for (int local = 0; local < size; local++) {
                plan.clear();
                planner.plan(shard, local, day, plan);
                counts[local] += count(day, plan);
            }
        }
        return counts;
    }

    private long count(Day day, DayPlan plan) {
        long count = 0;
        long end = Math.min(plan.to(), to);
        for (long interval = Math.max(plan.from(), from); interval < end; interval++) {
            int deliveries = plan.deliveryCount(interval);
            if (from <= day.firstInterval()) {
                count += deliveries;
                continue;
            }
            for (int i = 0; i < deliveries; i++) {
                if (plan.interval(DayPlan.row(plan.delivery(interval, i))) >= from) {
                    count++;
                }
            }
        }
        return count;
    }
}
