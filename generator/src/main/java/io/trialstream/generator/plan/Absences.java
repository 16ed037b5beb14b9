package io.trialstream.generator.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.Faults.QuietPartition;
import io.trialstream.generator.model.Faults.SampleRatioBias;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import org.jspecify.annotations.Nullable;

/** Who never comes: whose key falls on the quiet partition, and whom a biased arm loses. Thread-safe. */
final class Absences {
    private static final long LOST = 8;

    private final long seed;
    private final People people;
    private final QuietPartition quiet;
    private final SampleRatioBias bias;
    private final @Nullable Trial biased;

    Absences(Model model, Trials trials, People people) {
        seed = model.seed();
        this.people = people;
        quiet = model.faults().quiet();
        bias = model.faults().bias();
        biased = bias.lost() > 0 ? first(trials, bias.experiment()) : null;
    }

    private static Trial first(Trials trials, String experiment) {
        for (int t = 0; t < trials.count(); t++) {
            if (trials.get(t).experiment().equals(experiment)) {
                return trials.get(t);
            }
        }
        throw new IllegalArgumentException("experiment " + experiment + " is not simulated");
    }

    /** Whether a person never comes. */
    boolean person(int user, String unit) {
        return silent(unit) || lost(user, unit);
    }

    /** Whether a bot does not come. */
    boolean bot(Archetype archetype, int epochDay, int user) {
        return quiet.exists() && silent(people.botUnit(archetype, epochDay, user));
    }

    /** Whether a person's event that is keyed by the client's session would fall on the quiet partition. */
    boolean session(DayPlan plan, int row) {
        return quiet.exists()
                && silent(People.SESSION_PREFIX
                        + People.hexOfSession(people.session(0, plan.day(), plan.user(row), plan.session(row))));
    }

    private boolean silent(String key) {
        return quiet.exists() && quiet.holds(key.getBytes(UTF_8));
    }

    private boolean lost(int user, String unit) {
        return biased != null
                && biased.variant(biased.arm(seed, user, unit)).equals(bias.variant())
                && new Rng(Rng.derive(seed, LOST, user)).unit() < bias.lost();
    }
}
