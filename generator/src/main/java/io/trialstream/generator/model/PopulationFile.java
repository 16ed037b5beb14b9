package io.trialstream.generator.model;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.catalogue.Catalogue;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.yaml.YamlException;
import io.trialstream.yaml.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The file that says how the simulated users behave, checked: {@code population.yaml}, documented in itself, holds the
 * defaults, and another file what differs from them.
 *
 * @param users size of the population unless something else decides it
 * @param effects by experiment id
 * @param faults of streams
 * @param fileFaults of files
 */
public record PopulationFile(
        int users, Behaviour behaviour, Map<String, Effects> effects, Faults faults, Faults fileFaults, Bots bots) {
    /** The documented defaults, on the class path beside this package. */
    public static final String DEFAULTS = "/io/trialstream/generator/population.yaml";

    private static final int MAX_FILE_BYTES = 1 << 20;

    /** The defaults. */
    public static PopulationFile defaults() {
        return new PopulationReader(defaultValues()).read();
    }

    /**
     * A file over the defaults.
     *
     * @throws GeneratorException where it cannot be read
     * @throws YamlException where something in it is unknown or out of its range; the message names file, line and key,
     *     what was expected and what was found
     */
    public static PopulationFile read(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes > MAX_FILE_BYTES) {
                throw new GeneratorException(
                        file + " has " + bytes + " bytes, expected a population file of at most " + MAX_FILE_BYTES);
            }
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new GeneratorException("cannot read the population file " + file + ": " + e, e);
        }
    }

    /** The same of a text. @param file its name, for messages */
    public static PopulationFile parse(String file, String text) {
        return new PopulationReader(YamlValue.parse(file, text).over(defaultValues())).read();
    }

    /** The defaults as they stand in the file, comments included. */
    public static String defaultText() {
        try (InputStream in = PopulationFile.class.getResourceAsStream(DEFAULTS)) {
            if (in == null) {
                throw new IllegalStateException(DEFAULTS + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static YamlValue defaultValues() {
        return YamlValue.parse("population.yaml", defaultText());
    }

    /**
     * A model of these users.
     *
     * @param definitions the experiments; those that have no effects here are A/A tests
     */
    public Model model(long seed, Catalogue catalogue, List<ExperimentDefinition> definitions) {
        return new Model(
                seed,
                users,
                behaviour,
                catalogue,
                null,
                definitions.stream()
                        .map(definition -> new SimulatedExperiment(
                                definition, effects.getOrDefault(definition.getId(), Effects.NONE)))
                        .toList(),
                faults,
                bots);
    }
}
