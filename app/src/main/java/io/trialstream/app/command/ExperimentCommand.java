package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.experiment.DefinitionMerge;
import io.trialstream.app.command.experiment.ExperimentFile;
import io.trialstream.app.command.experiment.Experiments;
import io.trialstream.app.config.MetricsFile;
import io.trialstream.app.terminal.Table;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ControlAction;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.ExperimentVersion;
import io.trialstream.schemas.Variant;
import io.trialstream.yaml.YamlException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code experiment}: definitions and controls. */
@Command(
        name = "experiment",
        description = "Apply experiment definitions; list, stop and resume experiments.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ExperimentCommand {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @Command(name = "apply", description = "Apply a definition file: a new experiment, or a new or continued version.")
    int apply(
            @Parameters(paramLabel = "FILE", description = "Definition, YAML; docs/experiments.md.") Path file,
            @Option(names = "--zone", paramLabel = "ZONE", description = "For times without an offset (default: UTC).")
                    @Nullable
                    ZoneId zone,
            @Option(
                            names = "--force",
                            description =
                                    "Change what a version that is applied already fixes. Its results mix rules then.")
                    boolean force,
            @Mixin ConnectionOptions connection)
            throws IOException {
        ExperimentFile definition = read(file, zone == null ? ZoneOffset.UTC : zone);
        DefinitionMerge.warnings(definition, MetricsFile.read(connection.run().metricsFile()))
                .forEach(warning -> err.println("experiment: " + warning));
        try (Experiments experiments = Experiments.connect(connection)) {
            ExperimentDefinition applied = experiments.definitions().get(definition.id());
            List<String> forbidden = DefinitionMerge.forbiddenChanges(applied, definition);
            if (!forbidden.isEmpty() && !force) {
                throw new CommandFailure(file + ": version "
                        + definition.version().getVersion()
                        + " is applied already, and these must not change within a version: "
                        + String.join(", ", forbidden) + "; take a new version (--force changes it all the same)");
            }
            experiments.apply(DefinitionMerge.merge(applied, definition));
        }
        out.println("Applied " + definition.id() + ", version "
                + definition.version().getVersion());
        return 0;
    }

    @Command(name = "list", description = "List what is applied.")
    int list(@Mixin ConnectionOptions connection) {
        SortedMap<String, ExperimentDefinition> definitions;
        Map<String, Control> controls;
        try (Experiments experiments = Experiments.connect(connection)) {
            definitions = experiments.definitions();
            controls = experiments.latestControls();
        }
        if (definitions.isEmpty()) {
            out.println("No experiment is applied: ./trialstream experiment apply FILE");
            return 0;
        }
        Table table = new Table("experiment", "version", "start", "end", "variants", "primary", "control");
        definitions.forEach((id, definition) -> definition
                .getVersions()
                .forEach(version -> table.row(
                        id,
                        String.valueOf(version.getVersion()),
                        Instant.ofEpochMilli(version.getStart()).toString(),
                        Instant.ofEpochMilli(version.getEnd()).toString(),
                        split(version),
                        version.getPrimary(),
                        control(controls.get(id)))));
        out.print(table);
        return 0;
    }

    @Command(name = "stop", description = "Close enrolment; those enrolled are observed until their horizon ends.")
    int stop(
            @Parameters(paramLabel = "ID", description = "The experiment.") String id,
            @Option(
                            names = "--at",
                            paramLabel = "T",
                            description = "Event time from which it holds, ISO-8601 with offset (default: now).")
                    @Nullable
                    String at,
            @Option(names = "--reason", paramLabel = "TEXT", description = "For the audit trail.") @Nullable
                    String reason,
            @Mixin ConnectionOptions connection) {
        return control(id, ControlAction.stop, at, reason, connection);
    }

    @Command(name = "resume", description = "Open enrolment again after a stop.")
    int resume(
            @Parameters(paramLabel = "ID", description = "The experiment.") String id,
            @Option(
                            names = "--at",
                            paramLabel = "T",
                            description = "Event time from which it holds, ISO-8601 with offset (default: now).")
                    @Nullable
                    String at,
            @Option(names = "--reason", paramLabel = "TEXT", description = "For the audit trail.") @Nullable
                    String reason,
            @Mixin ConnectionOptions connection) {
        return control(id, ControlAction.resume, at, reason, connection);
    }

    private int control(
            String id,
            ControlAction action,
            @Nullable String at,
            @Nullable String reason,
            ConnectionOptions connection) {
        Instant effective = at == null ? Instant.now() : time(at);
        try (Experiments experiments = Experiments.connect(connection)) {
            if (!experiments.definitions().containsKey(id)) {
                throw new CommandFailure("expected an applied experiment, found none called " + id);
            }
            experiments.control(Control.newBuilder()
                    .setExperimentId(id)
                    .setAction(action)
                    .setEffectiveAt(effective.toEpochMilli())
                    .setBy(System.getProperty("user.name", "unknown"))
                    .setReason(reason == null ? "" : reason)
                    .setEvidence(Map.of())
                    .build());
        }
        out.println((action == ControlAction.stop ? "Stopped " : "Resumed ") + id + " from event time " + effective);
        return 0;
    }

    private static ExperimentFile read(Path file, ZoneId zone) throws IOException {
        try {
            return ExperimentFile.parse(file.toString(), Files.readString(file), zone);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("expected a file, found none at " + file, e);
        } catch (YamlException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    "--at: expected a time with offset like 2025-08-08T00:00:00+09:00, found '" + text + "'", e);
        }
    }

    private static String split(ExperimentVersion version) {
        return version.getVariants().stream()
                .map((Variant variant) -> variant.getId() + " " + variant.getWeight())
                .collect(Collectors.joining(" : "));
    }

    private static String control(@Nullable Control control) {
        return control == null ? "-" : control.getAction() + " from " + Instant.ofEpochMilli(control.getEffectiveAt());
    }
}
