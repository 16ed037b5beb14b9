package io.trialstream.generator;

import io.trialstream.generator.catalogue.Catalogue;
import io.trialstream.generator.catalogue.RecipeMaker;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** The models that are simulated unless others are asked for. */
public final class Models {
    /** Start of the default demonstration, in the zone of the model. */
    public static final LocalDate DEMO_START = LocalDate.of(2025, 8, 8);

    /** Length of the default demonstration. */
    public static final Duration DEMO_LENGTH = Duration.ofDays(5);

    private Models() {}

    /** The recipes that a seed has without tables. */
    public static Catalogue recipes(long seed) {
        return RecipeMaker.make(RecipeMaker.DEFAULT_RECIPES, seed);
    }

    /** The default population, recipes made from the seed, and both default experiments. */
    public static Model defaults(long seed, int users) {
        return PopulationFile.defaults()
                .model(seed, recipes(seed), DefaultExperiments.definitions())
                .withUsers(users);
    }

    /**
     * The demonstration: so many events over five days from 2025-08-08 in Asia/Seoul, with the first experiment.
     *
     * @throws IllegalArgumentException where the number is not positive
     */
    public static Sizing.Sized demo(long events, long seed, int threads) {
        Model model = PopulationFile.defaults().model(seed, recipes(seed), List.of(DefaultExperiments.first()));
        Instant start = DEMO_START.atStartOfDay(model.zone()).toInstant();
        return Sizing.fit(model, events, start, start.plus(DEMO_LENGTH), threads);
    }
}
