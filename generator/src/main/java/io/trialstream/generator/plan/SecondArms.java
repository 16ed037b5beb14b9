package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gives some people another arm in the middle of an experiment that is assigned by topic: from the first event of their
 * second session on a day that is drawn for them. Who does not come that day, or once only, keeps the first arm.
 *
 * <p>The pause before a second session is more than 30 min, so what the person did before lies at least two intervals
 * back: the watermark record at the beginning of the session's interval has closed all windows of it, in both watermark
 * modes, before the new assignment becomes known there. Not thread-safe.
 */
final class SecondArms {
    private static final long SECOND_ARMS = 9;
    private static final int SECOND_SESSION = 1;

    /** Days are drawn from the first so many of an experiment. */
    private static final long MAX_DAYS = 3_650;

    private final Model model;
    private final Trials trials;
    private final DayPlanner planner;

    /** @param arm the second one */
    private record Drawn(int trial, LocalDate day, int arm) {}

    SecondArms(Model model, Trials trials, Lists lists) {
        this.model = model;
        this.trials = trials;
        planner = new DayPlanner(model, trials, lists);
    }

    /** Whether anybody can be given one. */
    static boolean possible(Model model, Trials trials) {
        boolean any = false;
        for (int t = 0; t < trials.count(); t++) {
            any |= trials.get(t).byTopic();
        }
        return any && model.faults().multiExposed() > 0;
    }

    /** Draws for all people of a shard. */
    void give(Shard shard) {
        for (int local = 0; local < shard.size(); local++) {
            if (shard.absent(local) || planner.hot(shard.first() + local)) {
                continue;
            }
            for (Drawn drawn : draw(shard, local)) {
                long from = secondSession(shard, local, Day.of(drawn.day(), model.zone()));
                Trial trial = trials.get(drawn.trial());
                if (trial.holds(from) && trial.enrolmentOpen(from)) {
                    shard.giveSecondArm(drawn.trial(), local, drawn.arm(), from);
                }
            }
        }
    }

    /** By day, as what a person does on a day can depend on the arms it was given before. */
    private List<Drawn> draw(Shard shard, int local) {
        List<Drawn> all = new ArrayList<>();
        for (int t = 0; t < trials.count(); t++) {
            Trial trial = trials.get(t);
            Rng rng = trial.draws(model.seed(), SECOND_ARMS, shard.first() + local);
            if (!trial.byTopic()
                    || trial.from() >= trial.enrolsUntil()
                    || rng.unit() >= model.faults().multiExposed()) {
                continue;
            }
            LocalDate first = dayOf(trial.from());
            long days = dayOf(trial.enrolsUntil() - 1).toEpochDay() - first.toEpochDay() + 1;
            LocalDate day = first.plusDays(rng.below((int) Math.min(days, MAX_DAYS)));
            int arm = trial.otherArm(shard.arm(t, local), rng);
            if (arm >= 0) {
                all.add(new Drawn(t, day, arm));
            }
        }
        all.sort(Comparator.comparing(Drawn::day));
        return all;
    }

    private LocalDate dayOf(long time) {
        return Instant.ofEpochMilli(time).atZone(model.zone()).toLocalDate();
    }

    /** When a person's second session of a day begins, ms since the epoch; the end of time where there is none. */
    private long secondSession(Shard shard, int local, Day day) {
        DayPlan plan = new DayPlan(day, 0, day.intervals(), shard.number());
        planner.planPerson(shard, local, day, plan);
        for (int row = 0; row < plan.rows(); row++) {
            if (plan.session(row) == SECOND_SESSION) {
                return plan.time(row);
            }
        }
        return Long.MAX_VALUE;
    }
}
