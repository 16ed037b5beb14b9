package io.trialstream.generator.plan;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Fact;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What becomes known at the beginning of which interval: definitions at the stream's origin; where arms come from
 * assignment records, everybody's first arm when the version begins to hold and second arms when they are given. What
 * lies before the origin and still matters becomes known there. Thread-safe.
 */
public final class Facts {
    /** Who says so. */
    public static final String SOURCE = "simulation";

    private final Model model;
    private final Trials trials;
    private final People people;
    private final List<Shard> shards;
    private final long origin;
    private final TreeMap<Long, List<Integer>> beginnings = new TreeMap<>();
    private final TreeMap<Long, List<Fact>> secondArms = new TreeMap<>();

    /**
     * @param shards all of the population, by number
     * @param origin the first interval
     */
    public Facts(Model model, Trials trials, People people, List<Shard> shards, long origin) {
        this.model = model;
        this.trials = trials;
        this.people = people;
        this.shards = shards;
        this.origin = origin;
        for (int t = 0; t < trials.count(); t++) {
            Trial trial = trials.get(t);
            if (trial.byTopic() && trial.from() < trial.enrolsUntil() && matters(trial.version())) {
                beginnings
                        .computeIfAbsent(knownFrom(trial.from()), missing -> new ArrayList<>())
                        .add(t);
                findSecondArms(t);
            }
        }
    }

    private void findSecondArms(int trial) {
        for (Shard shard : shards) {
            for (int local = 0; local < shard.size(); local++) {
                long from = shard.secondArmFrom(trial, local);
                if (from != Long.MAX_VALUE) {
                    secondArms
                            .computeIfAbsent(knownFrom(from), missing -> new ArrayList<>())
                            .add(assigned(trial, shard, local, from));
                }
            }
        }
    }

    private long knownFrom(long time) {
        return Math.max(origin, Intervals.containing(time));
    }

    /** Whether its outcomes can still be observed at the origin. */
    private boolean matters(ExperimentVersion version) {
        return version.getEnd() + version.getDecision().getHorizonMs() > Intervals.start(origin);
    }

    /**
     * The facts that become known at the beginning of an interval, in the order in which they must be told. The list is
     * made while it is read, as it can have as many entries as there are people.
     */
    public List<Fact> of(long interval) {
        List<Fact> definitions = interval == origin ? definitions() : List.of();
        List<Integer> beginning = beginnings.getOrDefault(interval, List.of());
        List<Fact> second = List.copyOf(secondArms.getOrDefault(interval, List.of()));
        return beginning.isEmpty() && second.isEmpty() ? definitions : new Joined(definitions, beginning, second);
    }

    private List<Fact> definitions() {
        List<Fact> definitions = new ArrayList<>();
        model.experiments().forEach(experiment -> {
            ExperimentDefinition definition = experiment.definition();
            if (definition.getVersions().stream().anyMatch(this::matters)) {
                definitions.add(new Fact.Definition(definition));
            }
        });
        return List.copyOf(definitions);
    }

    private Fact assigned(int trialIndex, Shard shard, int local, long at) {
        Trial trial = trials.get(trialIndex);
        String variant = trial.variant(shard.arm(trialIndex, local, at));
        return new Fact.Assigned(
                people.unit(shard.first() + local), new Assignment(trial.experiment(), variant, at, SOURCE));
    }

    private final class Joined extends AbstractList<Fact> {
        private final List<Fact> definitions;
        private final List<Integer> beginning;
        private final List<Fact> second;
        private final int assignments;

        Joined(List<Fact> definitions, List<Integer> beginning, List<Fact> second) {
            this.definitions = definitions;
            this.beginning = beginning;
            this.second = second;
            assignments = Math.multiplyExact(beginning.size(), model.users());
        }

        @Override
        public Fact get(int index) {
            if (index < definitions.size()) {
                return definitions.get(index);
            }
            int afterDefinitions = index - definitions.size();
            if (afterDefinitions >= assignments) {
                return second.get(afterDefinitions - assignments);
            }
            int trial = beginning.get(afterDefinitions / model.users());
            int user = afterDefinitions % model.users();
            Shard shard = shards.get(user / Shard.USERS);
            return assigned(
                    trial, shard, user - shard.first(), trials.get(trial).from());
        }

        @Override
        public int size() {
            return Math.addExact(definitions.size() + second.size(), assignments);
        }
    }
}
