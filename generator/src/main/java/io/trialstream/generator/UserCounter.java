package io.trialstream.generator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Counts the deliveries that come from one user's part of the model in a period. Not thread-safe. */
final class UserCounter {
    private final DayPlanner planner;
    private final long from;
    private final long to;
    private final List<DayPlan> days = new ArrayList<>();

    UserCounter(Model model, Instant from, Instant to) {
        this.from = Intervals.index("from", from);
        this.to = Intervals.index("to", to);
        if (this.from >= this.to) {
            throw new IllegalArgumentException("from is " + from + ", to is " + to + ", expected from < to");
        }
        ExperimentModel experiment = new ExperimentModel(model.experiment(), model.clickRates());
        planner = new DayPlanner(model, experiment, new Population(model.seed(), experiment));
        LocalDate last = to.minusMillis(1).atZone(model.zone()).toLocalDate();
        for (LocalDate day = from.atZone(model.zone()).toLocalDate(); !day.isAfter(last); day = day.plusDays(1)) {
            days.add(DayPlanner.emptyPlan(day, model.zone()));
        }
    }

    long count(int user) {
        long count = 0;
        for (DayPlan day : days) {
            day.clear();
            planner.plan(user, day);
            count += count(day);
        }
        return count;
    }

    private long count(DayPlan day) {
        long count = 0;
        int begin = (int) Math.max(0, from - day.firstInterval());
        int end = (int) Math.min(day.intervals(), to - day.firstInterval());
        for (int interval = begin; interval < end; interval++) {
            for (int i = 0; i < day.deliveryCount(interval); i++) {
                if (day.interval(DayPlan.row(day.delivery(interval, i))) >= from) {
                    count++;
                }
            }
        }
        return count;
    }
}
