package io.trialstream.generator;

import io.trialstream.generator.Span.Part;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.Behaviour.Segment;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.Day;
import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DayPlanner;
import io.trialstream.generator.plan.Lists;
import io.trialstream.generator.plan.Shard;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/** Plans spans on the workers, shard by shard. */
final class SpanPlanner {
    /**
     * About so many events are planned at a time: some 50 MB. A day with half as many again is planned once for each of
     * its parts, as an event may be delivered in a later part than it happens.
     */
    static final int EVENTS = 1_000_000;

    private static final int MAX_DAYS = 31;
    private static final int HOURS_OF_DAY = 24;

    /** With the advertisements on what it shows. */
    private static final double EVENTS_OF_ACT = 1.5;

    /** Days are joined up to this part of it only: larger spans save nothing more, and are slower to read back. */
    private static final int JOINED = 5;

    private final Model model;
    private final Workers workers;
    private final List<Shard> shards;
    private final Trials trials;
    private final Lists lists;
    private final int events;
    private final double eventsOfDay;
    private final Queue<DayPlanner> planners = new ConcurrentLinkedQueue<>();

    /** A span that is being planned. */
    static final class Pending {
        private final Span span;
        private final List<Future<?>> tasks;

        private Pending(Span span, List<Future<?>> tasks) {
            this.span = span;
            this.tasks = tasks;
        }

        boolean done() {
            return tasks.stream().allMatch(Future::isDone);
        }

        /** Waits until it is planned. */
        Span await() {
            tasks.forEach(Workers::get);
            return span;
        }
    }

    /** @param events about so many are planned at a time */
    SpanPlanner(Model model, Trials trials, Lists lists, List<Shard> shards, int events, Workers workers) {
        this.model = model;
        this.trials = trials;
        this.lists = lists;
        this.shards = shards;
        this.events = events;
        this.workers = workers;
        double ofHotUser = HOURS_OF_DAY * EVENTS_OF_ACT * model.faults().hotUserEventsPerHour();
        eventsOfDay = Math.max(1, model.users() * eventsOfUser(model.behaviour()) + ofHotUser);
    }

    /** On an average day, those who do not come included; without bots. */
    private static double eventsOfUser(Behaviour behaviour) {
        List<Segment> segments = behaviour.segments();
        double shares = segments.stream().mapToDouble(Segment::share).sum();
        double events = segments.stream()
                        .mapToDouble(segment -> segment.share()
                                * (segment.events().low() + segment.events().high())
                                / 2)
                        .sum()
                / shares;
        DoubleSummaryStatistics weekdays =
                behaviour.weekdays().stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return events * behaviour.visits() * weekdays.getAverage() / weekdays.getMax();
    }

    /** Begins to plan the span that holds an interval. */
    Pending begin(long interval) {
        Span span = new Span(parts(interval));
        List<Future<?>> tasks = new ArrayList<>();
        for (Shard shard : shards) {
            tasks.add(workers.submit(() -> {
                plan(shard, span);
                return null;
            }));
        }
        return new Pending(span, tasks);
    }

    private List<Part> parts(long interval) {
        Day day = Day.holding(interval, model.zone());
        if (eventsOfDay <= events) {
            List<Part> parts = new ArrayList<>();
            int days = (int) Math.min(MAX_DAYS, events / JOINED / eventsOfDay);
            for (int d = 0; d < Math.max(1, days); d++) {
                parts.add(part(day, 0, day.intervals()));
                day = Day.holding(day.firstInterval() + day.intervals(), model.zone());
            }
            return parts;
        }
        long wanted = Math.min(day.intervals(), Math.round(eventsOfDay / events));
        int length = (int) ((day.intervals() + wanted - 1) / wanted);
        int from = (int) (interval - day.firstInterval()) / length * length;
        return List.of(part(day, from, Math.min(from + length, day.intervals())));
    }

    private Part part(Day day, int from, int to) {
        List<DayPlan> plans = new ArrayList<>(shards.size());
        for (Shard shard : shards) {
            plans.add(new DayPlan(day, from, to, shard.number()));
        }
        return new Part(day, from, to, plans);
    }

    private void plan(Shard shard, Span span) {
        DayPlanner planner = planners.poll();
        if (planner == null) {
            planner = new DayPlanner(model, trials, lists);
        }
        for (Part part : span.parts()) {
            DayPlan plan = part.plans().get(shard.number());
            for (int local = 0; local < shard.size(); local++) {
                planner.plan(shard, local, part.day(), plan);
            }
        }
        planners.add(planner);
    }
}
