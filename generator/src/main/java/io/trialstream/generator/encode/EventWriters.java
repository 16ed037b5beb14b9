package io.trialstream.generator.encode;

import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.Lists;
import io.trialstream.generator.plan.People;

/** Makes event writers, which share what never changes. Thread-safe. */
public final class EventWriters {
    private final Model model;
    private final Trials trials;
    private final Lists lists;
    private final People people;
    private final Fields fields;
    private final BotGuise guise;

    public EventWriters(Model model, Trials trials, Lists lists, People people) {
        this.model = model;
        this.trials = trials;
        this.lists = lists;
        this.people = people;
        fields = new Fields(model, trials, lists);
        guise = new BotGuise(model, people);
    }

    EventWriter writer() {
        return new EventWriter(model, trials, lists, people, fields, guise);
    }

    Model model() {
        return model;
    }
}
