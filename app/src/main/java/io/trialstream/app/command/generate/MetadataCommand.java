package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import io.trialstream.generator.SimulatedUsers;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.catalogue.MetadataTables;
import io.trialstream.generator.catalogue.RecipeMaker;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.PopulationFile;
import io.trialstream.yaml.YamlException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code generate metadata}: recipes and users as Parquet tables. */
@Command(
        name = "metadata",
        description = "Make tables of recipes, users and their profiles, as Parquet files.",
        mixinStandardHelpOptions = true)
public final class MetadataCommand implements Callable<Integer> {
    private static final double BYTES_PER_MB = 1e6;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    private Path folder = Path.of("");

    @Option(names = "--users", paramLabel = "N", description = "How many users (default: the population file's).")
    private @Nullable Integer users;

    @Option(
            names = "--population",
            paramLabel = "FILE",
            description = "Whose shares the users have: YAML, over the defaults that 'generate population' prints.")
    private @Nullable Path population;

    @Option(
            names = "--recipes",
            defaultValue = "" + RecipeMaker.DEFAULT_RECIPES,
            paramLabel = "N",
            description = "How many recipes (default: ${DEFAULT-VALUE}).")
    private int recipes;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "The users that this seed has without tables, and recipes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--overwrite", description = "Replace tables that are there.")
    private boolean overwrite;

    @Override
    public Integer call() {
        try {
            PopulationFile file = population == null ? PopulationFile.defaults() : PopulationFile.read(population);
            Model model = file.model(seed, RecipeMaker.make(recipes, seed), List.of());
            model = users == null ? model : model.withUsers(users);
            MetadataTables.Written written =
                    MetadataTables.write(folder, model.catalogue(), SimulatedUsers.of(model), overwrite);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    Locale.ROOT,
                    "%,d recipes and %,d users with profiles in %s: %s, %.1f MB%n",
                    written.recipes(),
                    written.users(),
                    folder,
                    String.join(", ", MetadataTables.FILES),
                    written.bytes() / BYTES_PER_MB);
            out.flush();
            return 0;
        } catch (GeneratorException | YamlException | IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
