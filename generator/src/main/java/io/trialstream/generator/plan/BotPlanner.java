package io.trialstream.generator.plan;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Model;
import java.util.EnumMap;
import java.util.Map;

/**
 * Plans the bots that come on a day: with each person at most one of an archetype, or a {@link DeviceGroup}. All of a bot
 * lies in one interval. Not thread-safe.
 */
final class BotPlanner {
    private static final long BOTS = 3;

    private final Model model;
    private final Lists lists;
    private final Outages outages;
    private final Absences absences;
    private final int ads;
    private final Map<Archetype, Bot> coming = new EnumMap<>(Archetype.class);
    private final Rng rng = new Rng(0);

    BotPlanner(Model model, Lists lists, Outages outages, Absences absences) {
        this.model = model;
        this.lists = lists;
        this.outages = outages;
        this.absences = absences;
        ads = model.behaviour().ads().count();
        for (Archetype archetype : Archetype.values()) {
            if (model.bots().rate(archetype) > 0) {
                coming.put(archetype, Bot.of(archetype));
            }
        }
    }

    /** Adds the bots that come with one person. */
    void plan(int person, DayPlan plan) {
        coming.forEach((archetype, bot) -> {
            rng.restart(
                    Rng.derive(model.seed(), BOTS, (long) archetype.ordinal() << Integer.SIZE | plan.day(), person));
            double rate = model.bots().rate(archetype);
            if (archetype == Archetype.SHARED_DEVICE) {
                planGroup(bot, rate, person, plan);
            } else if (rng.unit() < rate) {
                act(archetype, bot, person, plan);
            }
        });
    }

    private void planGroup(Bot bot, double rate, int person, DayPlan plan) {
        if (DeviceGroup.canComeWith(person) && rng.unit() < DeviceGroup.probability(rate)) {
            int size = DeviceGroup.size(rng);
            for (int number = 0; number < size; number++) {
                act(Archetype.SHARED_DEVICE, bot, DeviceGroup.member(person, number), plan);
            }
        }
    }

    private void act(Archetype archetype, Bot bot, int user, DayPlan plan) {
        int interval = rng.below(plan.intervals());
        if (!absences.bot(archetype, plan.day(), user)
                && outages.during(plan.intervalAt(interval * Intervals.LENGTH_MS)) < 0) {
            bot.act(new BotClient(archetype, user, plan, interval, lists, ads, rng), rng);
        }
    }
}
