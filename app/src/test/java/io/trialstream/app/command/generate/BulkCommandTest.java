package io.trialstream.app.command.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.app.CommandFailure;
import io.trialstream.generator.model.PopulationFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BulkCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void anExperimentOfTheUsersThatHasNoEffectIsAnATest() throws Exception {
        Path experiment = Files.writeString(folder.resolve("aa.yaml"), """
                id: AA
                version: 1
                start: 2025-06-01T00:00:00+09:00
                end: 2025-06-08T00:00:00+09:00
                baseline: a
                exposure: { events: [ad_impression] }
                assignment: { rule: md5 }
                variants: [ { id: a, weight: 50 }, { id: b, weight: 50 } ]
                phases: [ { id: p1, start: 2025-06-01T00:00:00+09:00, percent: 100 } ]
                metrics: [ ad_ctr ]
                primary: ad_ctr
                """);
        Path population = Files.writeString(folder.resolve("p.yaml"), "ads: { click-rate: .05 }");
        Path out = folder.resolve("events");
        assertThat(run(
                        "--out",
                        out.toString(),
                        "--end-date",
                        "2025-06-01",
                        "--users",
                        "3000",
                        "--experiment",
                        experiment.toString(),
                        "--population",
                        population.toString()))
                .matches("[\\d,]+ events in \\d+\\.\\d s \\([\\d,]+/s\\), event time to 2025-06-01T15:00:00Z\n");
        JsonNode variants = JSON.readTree(out.resolve("truth.json").toFile()).at("/experiments/0/variants");
        assertThat(variants).hasSize(2).allSatisfy(variant -> {
            assertThat(variant.path("clickRate").asDouble()).isEqualTo(.05);
            double impressions = variant.path("impressions").asLong();
            assertThat(variant.path("clicks").asLong() / impressions)
                    .isBetween(.05 - 4 * Math.sqrt(.05 / impressions), .05 + 4 * Math.sqrt(.05 / impressions));
        });
        assertThat(Files.readString(out.resolve("2025-06-01").resolve("events.jsonl")))
                .contains("\\\"ab_test_scenario\\\":\\\"AA\\\"");
    }

    @Test
    void thePrintedPopulationIsTheDefaultOne() {
        String printed = execute("population");
        assertThat(PopulationFile.parse("printed.yaml", printed)).isEqualTo(PopulationFile.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--end-date 2025-05-31|end-date is 2025-05-31, expected not before start-date, 2025-06-01",
                "--threads 0|threads is 0, expected 1 to 256",
                "--events 0|events is 0, expected at least 1",
                "--users 10 --events 10|--users and --events both size the population: expected one of them",
                "--population nowhere.yaml|cannot read the population file nowhere.yaml",
                "--experiment nowhere.yaml|cannot read the experiment file nowhere.yaml",
                "--metadata nowhere|metadata: expected a folder or s3://bucket/prefix, found none at nowhere"
            })
    void whatIsWrongIsSaidInOneLine(String flags, String message) {
        List<String> arguments =
                new ArrayList<>(List.of("--out", folder.resolve("none").toString()));
        arguments.addAll(List.of(flags.split(" ")));
        assertThatThrownBy(() -> run(arguments.toArray(String[]::new)))
                .cause()
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(message);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private static String run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "bulk";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return execute(all);
    }

    private static String execute(String... arguments) {
        CommandLine generate = new CommandLine(new GenerateCommand());
        StringWriter out = new StringWriter();
        generate.setOut(new PrintWriter(out, true));
        List<Exception> failures = new ArrayList<>();
        generate.setExecutionExceptionHandler((failure, line, parsed) -> {
            failures.add(failure);
            return 1;
        });
        int status = generate.execute(arguments);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.get(0));
        }
        assertThat(status).isZero();
        return out.toString();
    }
}
