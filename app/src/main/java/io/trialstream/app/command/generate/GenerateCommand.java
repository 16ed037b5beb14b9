package io.trialstream.app.command.generate;

import picocli.CommandLine.Command;

/** {@code generate}: synthetic users of a recipe service, with the truth about them. */
@Command(
        name = "generate",
        description = "Generate synthetic events, and the ledger of what is true of them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StreamCommand.class,
            BulkCommand.class,
            MetadataCommand.class,
            PopulationCommand.class,
            ReportCommand.class
        })
public final class GenerateCommand {}
