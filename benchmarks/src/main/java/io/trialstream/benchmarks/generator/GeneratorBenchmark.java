package io.trialstream.benchmarks.generator;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the generator makes a second, and where its time goes. */
@Command(
        name = "generator",
        mixinStandardHelpOptions = true,
        description = "Events a second of the generator, next to what the machine and Kafka's own tool can do.",
        subcommands = {FilesBenchmark.class, KafkaBenchmark.class})
public final class GeneratorBenchmark {
    /** See {@code benchmarks/generator --help}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new GeneratorBenchmark()).execute(args));
    }
}
