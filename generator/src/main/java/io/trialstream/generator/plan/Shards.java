package io.trialstream.generator.plan;

import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trials;

/** Makes the shards of a population. Thread-safe. */
public final class Shards {
    private final Model model;
    private final Trials trials;
    private final Lists lists;
    private final People people;
    private final Absences absences;

    public Shards(Model model, Trials trials, Lists lists, People people) {
        this.model = model;
        this.trials = trials;
        this.lists = lists;
        this.people = people;
        absences = new Absences(model, trials, people);
    }

    /** How many there are. */
    public int count() {
        return Shard.count(model.users());
    }

    /** The shard of a number, from 0. */
    public Shard shard(int number) {
        int size = Math.min(Shard.USERS, model.users() - number * Shard.USERS);
        Shard shard = new Shard(model, trials, people, absences, number, size);
        if (SecondArms.possible(model, trials)) {
            new SecondArms(model, trials, lists).give(shard);
        }
        return shard;
    }
}
