package io.trialstream.generator.model;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.catalogue.Catalogue;
import io.trialstream.generator.catalogue.UserTable;
import io.trialstream.generator.model.Faults.Outage;
import io.trialstream.generator.model.Faults.SampleRatioBias;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Variant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that decides what happens, when and to whom; the same model gives the same events.
 *
 * @param seed any number; another seed is another population
 * @param users how many people there are, 1 to {@link #MAX_USERS}
 * @param behaviour how they behave
 * @param catalogue the recipes
 * @param people who they are, at least {@code users} of them; null: made from the seed
 * @param experiments what is tried on them
 * @param faults what goes wrong
 * @param bots who is no person
 */
public record Model(
        long seed,
        int users,
        Behaviour behaviour,
        Catalogue catalogue,
        @Nullable UserTable people,
        List<SimulatedExperiment> experiments,
        Faults faults,
        Bots bots) {
    /** The most users a model can have: each costs some 60 bytes. */
    public static final int MAX_USERS = 1 << 24;

    /** Phases x variants of one version. */
    private static final int MAX_CELLS = Byte.MAX_VALUE;

    /** @throws IllegalArgumentException where a value is out of its range or an experiment cannot be simulated */
    public Model {
        if (users < 1 || users > MAX_USERS) {
            throw new IllegalArgumentException("users is " + users + ", expected 1 to " + MAX_USERS);
        }
        if (people != null && people.size() < users) {
            throw new IllegalArgumentException(
                    "users is " + users + ", expected at most the " + people.size() + " of the user table");
        }
        if (bots.rate(Archetype.IMPOSSIBLE_TRAVEL) > 0) {
            Travel.check(behaviour.places());
        }
        experiments = List.copyOf(experiments);
        for (SimulatedExperiment experiment : experiments) {
            for (ExperimentVersion version : experiment.definition().getVersions()) {
                check(experiment, version);
            }
        }
        checkOutages(faults.outages(), behaviour.zone());
        checkBias(faults.bias(), experiments);
    }

    /** What happens in an outage is delivered after it, but on the same local day: a day's plan is complete in itself. */
    private static void checkOutages(List<Outage> outages, ZoneId zone) {
        List<Outage> ordered =
                outages.stream().sorted(Comparator.comparing(Outage::start)).toList();
        for (int i = 0; i < ordered.size(); i++) {
            Outage outage = ordered.get(i);
            Intervals.index("the start of an outage", outage.start());
            Intervals.index("the end of an outage", outage.end());
            LocalDate day = outage.start().atZone(zone).toLocalDate();
            if (!outage.start().isBefore(outage.end())
                    || !outage.end().atZone(zone).toLocalDate().equals(day)) {
                throw new IllegalArgumentException("the outage from " + outage.start() + " lasts "
                        + outage.length() + ", expected an end on the local day it begins, " + day + " in " + zone
                        + ", at least " + Intervals.LENGTH + " before midnight");
            }
            if (i > 0 && !ordered.get(i - 1).end().isBefore(outage.start())) {
                throw new IllegalArgumentException("an outage lasts until "
                        + ordered.get(i - 1).end() + " and one begins at " + outage.start() + ", expected at least "
                        + Intervals.LENGTH + " between them");
            }
        }
    }

    private static void checkBias(SampleRatioBias bias, List<SimulatedExperiment> experiments) {
        if (bias.equals(SampleRatioBias.NONE)) {
            return;
        }
        List<String> ids = experiments.stream()
                .map(experiment -> experiment.definition().getId())
                .toList();
        List<String> variants = experiments.stream()
                .filter(experiment -> experiment.definition().getId().equals(bias.experiment()))
                .flatMap(experiment -> firstVersion(experiment).stream())
                .flatMap(version -> version.getVariants().stream())
                .map(Variant::getId)
                .toList();
        if (!ids.contains(bias.experiment())) {
            throw new IllegalArgumentException(
                    "sample-ratio-bias.experiment is " + bias.experiment() + ", expected one of " + ids);
        }
        if (!variants.contains(bias.variant())) {
            throw new IllegalArgumentException(
                    "sample-ratio-bias.variant is " + bias.variant() + ", expected one of " + variants);
        }
    }

    private static Optional<ExperimentVersion> firstVersion(SimulatedExperiment experiment) {
        return experiment.definition().getVersions().stream().min(Trials.BY_START);
    }

    private static void check(SimulatedExperiment experiment, ExperimentVersion version) {
        String where = "experiment " + experiment.definition().getId() + " version " + version.getVersion();
        int cells = version.getVariants().size() * version.getPhases().size();
        if (cells > MAX_CELLS) {
            throw new IllegalArgumentException(
                    where + " has " + cells + " phases x variants, expected at most " + MAX_CELLS);
        }
        long weight =
                version.getVariants().stream().mapToLong(Variant::getWeight).sum();
        if (weight <= 0) {
            throw new IllegalArgumentException(where + ": all weights are 0, expected at least one above");
        }
    }

    /** Whose days and hours the people live by. */
    public ZoneId zone() {
        return behaviour.zone();
    }

    /** The greatest number of people that the model could have. */
    public int usersAtMost() {
        return people == null ? MAX_USERS : people.size();
    }

    /** The same in another zone. */
    public Model in(ZoneId zone) {
        return new Model(seed, users, behaviour.in(zone), catalogue, people, experiments, faults, bots);
    }

    /** The same with another number of people. */
    public Model withUsers(int otherUsers) {
        return new Model(seed, otherUsers, behaviour, catalogue, people, experiments, faults, bots);
    }

    /** The same with another seed. */
    public Model withSeed(long otherSeed) {
        return new Model(otherSeed, users, behaviour, catalogue, people, experiments, faults, bots);
    }

    /** The same with other experiments. */
    public Model withExperiments(List<SimulatedExperiment> others) {
        return new Model(seed, users, behaviour, catalogue, people, others, faults, bots);
    }

    /** The same with other faults. */
    public Model withFaults(Faults otherFaults) {
        return new Model(seed, users, behaviour, catalogue, people, experiments, otherFaults, bots);
    }

    /** The same with other bots. */
    public Model withBots(Bots otherBots) {
        return new Model(seed, users, behaviour, catalogue, people, experiments, faults, otherBots);
    }

    /** The same with recipes and people from tables. */
    public Model withTables(Catalogue otherCatalogue, @Nullable UserTable otherPeople) {
        return new Model(seed, users, behaviour, otherCatalogue, otherPeople, experiments, faults, bots);
    }
}
