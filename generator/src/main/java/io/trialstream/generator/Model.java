package io.trialstream.generator;

import io.trialstream.schemas.ExperimentDefinition;
import java.time.ZoneId;
import java.util.Map;

/**
 * All that decides what happens, when and to whom; the same model gives the same events.
 *
 * @param seed any number; another seed is another population
 * @param users how many people there are, 1 to 2^27
 * @param zone whose days and hours the people live by; its offsets must be whole quarter hours
 * @param experiment the experiment that advertisements belong to, assigned by the md5 rule
 * @param clickRates clicks per impression, by variant id; every variant of the experiment has one
 * @param faults what goes wrong
 * @param bots who is no person
 */
public record Model(
        long seed,
        int users,
        ZoneId zone,
        ExperimentDefinition experiment,
        Map<String, Double> clickRates,
        Faults faults,
        Bots bots) {
    /** The zone of the recipe service. */
    public static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Seoul");

    /** About 10,000 events in an average window. */
    public static final int DEFAULT_USERS = 68_000;

    /** The most users a model can have. */
    public static final int MAX_USERS = 1 << 27;

    /** @throws IllegalArgumentException where a value is out of its range or the experiment cannot be simulated */
    public Model {
        if (users < 1 || users > MAX_USERS) {
            throw new IllegalArgumentException("users is " + users + ", expected 1 to " + MAX_USERS);
        }
        clickRates = Map.copyOf(clickRates);
        new ExperimentModel(experiment, clickRates);
    }

    /** The default experiment, faults and bots, in Asia/Seoul. */
    public static Model defaults(long seed, int users) {
        return new Model(
                seed,
                users,
                DEFAULT_ZONE,
                DefaultExperiment.definition(),
                DefaultExperiment.clickRates(),
                Faults.defaults(),
                Bots.defaults());
    }

    /** The same with another number of people. */
    public Model withUsers(int otherUsers) {
        return new Model(seed, otherUsers, zone, experiment, clickRates, faults, bots);
    }

    /** The same with other faults. */
    public Model withFaults(Faults otherFaults) {
        return new Model(seed, users, zone, experiment, clickRates, otherFaults, bots);
    }

    /** The same with other bots. */
    public Model withBots(Bots otherBots) {
        return new Model(seed, users, zone, experiment, clickRates, faults, otherBots);
    }
}
