package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.experiment.DefinitionMerge;
import io.trialstream.app.command.experiment.ExperimentFile;
import io.trialstream.generator.Models;
import io.trialstream.generator.SimulatedUsers;
import io.trialstream.generator.Sizing;
import io.trialstream.generator.catalogue.Catalogue;
import io.trialstream.generator.catalogue.MetadataTables;
import io.trialstream.generator.catalogue.UserTable;
import io.trialstream.generator.model.DefaultExperiments;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import io.trialstream.schemas.ExperimentDefinition;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who is simulated, for a picocli mixin of the commands that generate events. */
final class ModelOptions {
    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Another seed, other users (default: 1).")
    private long seed;

    @Option(
            names = "--users",
            paramLabel = "N",
            description = "Size of the population (default: the population file's).")
    private @Nullable Integer users;

    @Option(
            names = "--population",
            paramLabel = "FILE",
            description = "How the users behave, what goes wrong, who is a bot: YAML, over the defaults that"
                    + " 'generate population' prints.")
    private @Nullable Path population;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            description = "Simulate this experiment instead of the default ones; repeatable. Its effects stand in the"
                    + " population file; without any it is an A/A test.")
    private List<Path> experiments = new ArrayList<>();

    @Option(
            names = "--metadata",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description =
                    "Recipes and users from tables, as 'generate metadata' makes them (default: made from the seed).")
    private @Nullable String metadata;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description =
                    "S3 store of the tables, addressed path-style (default: where the AWS SDK's configuration points).")
    private @Nullable URI s3Endpoint;

    @Option(names = "--zone", paramLabel = "ZONE", description = "Zone of dates and users (default: Asia/Seoul).")
    private @Nullable ZoneId zone;

    @Option(names = "--threads", paramLabel = "N", description = "How many threads work (default: one a processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** How many threads work. */
    int threads() {
        return threads;
    }

    /**
     * The model as the options have it, users from {@code --users} or the population file.
     *
     * @throws CommandFailure where a file cannot be read
     * @throws IllegalArgumentException where what is asked for does not fit together
     */
    Model model() {
        Model model = populationFile().model(seed, Models.recipes(seed), definitions());
        if (zone != null) {
            model = model.in(zone);
        }
        if (metadata != null) {
            model = withTables(model, metadata);
        }
        return users == null ? model : model.withUsers(users);
    }

    /** The same with the faults of files. */
    Model fileModel() {
        return model().withFaults(populationFile().fileFaults());
    }

    /** The same with as many users as make about so many events in a period, where that is asked for. */
    Sizing.Sized sized(Model model, @Nullable Long events, Instant from, Instant to) {
        if (events == null) {
            return new Sizing.Sized(model, Sizing.count(model, from, to, threads));
        }
        if (users != null) {
            throw new CommandFailure("--users and --events both size the population: expected one of them");
        }
        return Sizing.fit(model, events, from, to, threads);
    }

    /** Whether {@code --users} sizes the population. */
    boolean sizesPopulation() {
        return users != null;
    }

    private Model withTables(Model model, String address) {
        try (MetadataSource source = MetadataSource.open(address, s3Endpoint)) {
            Catalogue recipes = MetadataTables.readRecipes(source.folder());
            UserTable people = MetadataTables.readUsers(source.folder(), SimulatedUsers.profileIds(model.behaviour()));
            return model.withUsers(1).withTables(recipes, people).withUsers(Math.min(model.users(), people.size()));
        }
    }

    private PopulationFile populationFile() {
        return population == null ? PopulationFile.defaults() : PopulationFile.read(population);
    }

    /** Several files of one id are versions of one experiment. */
    private List<ExperimentDefinition> definitions() {
        if (experiments.isEmpty()) {
            return DefaultExperiments.definitions();
        }
        Map<String, ExperimentDefinition> byId = new LinkedHashMap<>();
        for (Path file : experiments) {
            ExperimentFile read = read(file);
            byId.put(read.id(), DefinitionMerge.merge(byId.get(read.id()), read));
        }
        return List.copyOf(byId.values());
    }

    private ExperimentFile read(Path file) {
        try {
            return ExperimentFile.parse(
                    file.toString(), Files.readString(file), zone == null ? ZoneId.of("Asia/Seoul") : zone);
        } catch (IOException e) {
            throw new CommandFailure("cannot read the experiment file " + file + ": " + e, e);
        }
    }
}
