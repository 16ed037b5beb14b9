package io.trialstream.app.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.app.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StatsCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String MEANS = "\"a\":{\"n\":3407,\"sum\":1396.87,\"sumSquares\":52377.9767},"
            + "\"b\":{\"n\":3461,\"sum\":2422.7,\"sumSquares\":134698.29}";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = new CommandLine(new StatsCommand());
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        command.setExecutionExceptionHandler((failure, at, parsed) -> {
            assertThat(failure).isInstanceOf(CommandFailure.class);
            err.write(String.valueOf(failure.getMessage()));
            return 1;
        });
        return command.execute(args);
    }

    private List<JsonNode> lines(String subcommand, String cases, String... more) throws IOException {
        Path file = folder.resolve("cases.jsonl");
        Files.writeString(file, cases);
        String[] args = new String[3 + more.length];
        args[0] = subcommand;
        args[1] = "--input";
        args[2] = file.toString();
        System.arraycopy(more, 0, args, 3, more.length);
        assertThat(run(args)).as(err.toString()).isZero();
        return out.toString().lines().map(StatsCommandTest::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private void refuses(String subcommand, String cases, String message) throws IOException {
        Path file = folder.resolve("bad.jsonl");
        Files.writeString(file, cases);
        assertThat(run(subcommand, "--input", file.toString())).isEqualTo(1);
        assertThat(err.toString()).isEqualTo(message);
        err.getBuffer().setLength(0);
    }

    @Test
    void srmAnswersALineForALine() throws IOException {
        List<JsonNode> results = lines(
                "srm",
                "{\"id\":\"x\",\"counts\":[1000,1200],\"weights\":[0.5,0.5]}\n\n"
                        + "{\"id\":7,\"counts\":[1000],\"weights\":[0.5,0.5]}\n"
                        + "{\"counts\":[20,17,9],\"weights\":[0.4,0.4,0.2],\"priorAlpha\":[1,1,1]}\n");
        assertThat(results).hasSize(3);
        assertThat(results.get(0).get("id").asText()).isEqualTo("x");
        assertThat(results.get(0).get("pValue").doubleValue()).isCloseTo(2.0079e-05, within(5e-10));
        assertThat(results.get(0).get("chiSquare").doubleValue()).isCloseTo(200 * 200 / 2200.0, within(1e-9));
        assertThat(results.get(0).get("sequentialPValue").doubleValue()).isBetween(2.0079e-05, 1e-2);
        assertThat(results.get(1).get("id").intValue()).isEqualTo(7);
        assertThat(results.get(1).get("pValue").doubleValue()).isEqualTo(1);
        assertThat(results.get(2).get("id").isNull()).isTrue();
        assertThat(results.get(2).get("logBayesFactor").doubleValue())
                .isCloseTo(-7.028201432058012 + 4.0776406466061985, within(1e-11));
    }

    @Test
    void compareHasTheFormOfTheContract() throws IOException {
        JsonNode result = lines("compare", "{\"id\":\"m\"," + MEANS + "}").get(0);
        assertThat(result.at("/absolute/estimate").doubleValue()).isCloseTo(0.29, within(1e-12));
        assertThat(result.at("/absolute/standardError").doubleValue()).isCloseTo(0.12478, within(5e-6));
        assertThat(result.at("/absolute/low").doubleValue()).isCloseTo(0.04538, within(5e-6));
        assertThat(result.at("/relative/low").doubleValue()).isCloseTo(0.09406197077128686, within(1e-11));
        assertThat(result.at("/relative/high").doubleValue()).isCloseTo(1.7086899441918981, within(1e-11));
        assertThat(result.at("/relative/method").asText()).isEqualTo("fieller");
        assertThat(result.at("/linear/low").doubleValue()).isCloseTo(-0.03526, within(5e-6));
        assertThat(result.at("/pValue").doubleValue()).isCloseTo(0.02016, within(5e-6));
    }

    @Test
    void boundsThatDoNotExistAreNull() throws IOException {
        List<JsonNode> results = lines(
                "compare",
                "{\"a\":{\"n\":1,\"sum\":1,\"sumSquares\":1},\"b\":{\"n\":9,\"sum\":1,\"sumSquares\":1}}\n"
                        + "{\"side\":\"greater\"," + MEANS + "}");
        assertThat(results.get(0).at("/absolute/low").isNull()).isTrue();
        assertThat(results.get(0).at("/relative/high").isNull()).isTrue();
        assertThat(results.get(0).at("/pValue").isNull()).isTrue();
        assertThat(results.get(0).at("/absolute/estimate").doubleValue()).isCloseTo(1 / 9.0 - 1, within(1e-15));
        assertThat(results.get(1).at("/absolute/high").isNull()).isTrue();
        assertThat(results.get(1).at("/absolute/low").isNumber()).isTrue();
    }

    @Test
    void aShareMayBeGivenByItsCount() throws IOException {
        List<JsonNode> results = lines(
                "compare",
                "{\"a\":{\"n\":28,\"x\":14},\"b\":{\"n\":30,\"x\":16}}\n"
                        + "{\"proportion\":true,\"a\":{\"n\":28,\"sum\":14},\"b\":{\"n\":30,\"sum\":16}}");
        assertThat(results.get(0)).isEqualTo(results.get(1));
        assertThat(results.get(0).at("/linear/standardError").doubleValue()).isCloseTo(0.2717, within(5e-6));
        assertThat(results.get(0).at("/linear/pValue").doubleValue()).isCloseTo(0.80707, within(5e-6));
    }

    @Test
    void flagsAndFieldsSetTheSequence() throws IOException {
        String arms = "\"a\":{\"n\":3000,\"sum\":1396.87,\"sumSquares\":52377.9767},"
                + "\"b\":{\"n\":3461,\"sum\":2422.7,\"sumSquares\":134698.29}";
        List<JsonNode> byFlag = lines("sequential", "{" + arms + "}", "--tuning", "1000");
        out.getBuffer().setLength(0);
        List<JsonNode> byField = lines("sequential", "{\"tuning\":1000," + arms + "}");
        assertThat(byFlag).isEqualTo(byField);
        assertThat(byFlag.get(0).at("/linear/low").doubleValue()).isCloseTo(-0.55844, within(5e-6));
        assertThat(byFlag.get(0).at("/pValue").doubleValue()).isEqualTo(1);
    }

    @Test
    void aCaseMayBeGivenByFlags() {
        assertThat(run("srm", "--counts", "1000,1200", "--weights", "50,50", "--json"))
                .isZero();
        assertThat(parse(out.toString()).get("pValue").doubleValue()).isCloseTo(2.0079e-05, within(5e-10));
        out.getBuffer().setLength(0);
        assertThat(run("compare", "--a", "n=28,x=14", "--b", "n=30,x=16", "--side", "less"))
                .isZero();
        assertThat(out.toString())
                .contains("absolute")
                .contains("  low")
                .contains("none")
                .doesNotContain("{");
    }

    @Test
    void powerPlansForBothWaysOfLooking() throws IOException {
        JsonNode result = lines("power", "{\"a\":{\"n\":10000,\"x\":1000},\"lift\":0.1,\"units\":30000}")
                .get(0);
        long fixed = result.at("/fixedHorizon/units").longValue();
        // (1.96 + .8416)²·4·p(1 − p)/δ² with δ = .01.
        assertThat(fixed).isBetween(28_200L, 28_300L);
        assertThat(result.at("/sequential/units").longValue()).isBetween(fixed, 3 * fixed);
        assertThat(result.at("/fixedHorizon/power").doubleValue()).isBetween(0.8, 0.85);
        assertThat(result.at("/fixedHorizon/minimumDetectableLift").doubleValue())
                .isBetween(0.09, 0.1);
    }

    @Test
    void badInputNamesLineFieldExpectedAndActual() throws IOException {
        refuses(
                "srm",
                "{\"counts\":[1,2],\"weights\":[1,1]}\n{\"counts\":[1,2.5],\"weights\":[1,1]}",
                "line 2: counts[1]: expected a whole number below 2^63, got 2.5");
        refuses("srm", "{\"counts\":[1,2]}", "line 1: weights: expected an array of at most 1000 numbers, got nothing");
        refuses("srm", "[1]", "line 1: case: expected a JSON object, got [1]");
        refuses("compare", "{\"a\":{\"n\":3,\"sum\":\"4\"}}", "line 1: a.sum: expected a number, got \"4\"");
        refuses("compare", "{\"a\":{\"n\":-3}}", "line 1: a.n: expected 0 or more, got -3");
        refuses(
                "compare",
                "{\"a\":{\"n\":3,\"sum\":4,\"sumSquares\":9,\"crossProductSum\":1}}",
                "line 1: a.denominatorSum: expected a number beside the other sums of a ratio, got nothing");
        refuses(
                "compare",
                "{\"alpha\":2," + MEANS + "}",
                "line 1: alpha: expected more than 0 and less than 1, got 2.0");
        refuses(
                "sequential",
                "{\"side\":\"up\"," + MEANS + "}",
                "line 1: side: expected two, greater or less, got \"up\"");
        refuses(
                "compare",
                "{\"a\":{\"n\":3,\"sum\":1e999999999}}",
                "line 1: a.sum: expected a number of at most 100 digits, got 1E+999999999");
    }

    @Test
    void brokenJsonNamesLineAndColumn() throws IOException {
        Path file = folder.resolve("broken.jsonl");
        Files.writeString(file, "{\"counts\":[1,2],\"weights\":[1,1]}\n{\"counts\":[1,}");
        assertThat(run("srm", "--input", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("line 2: case: expected one JSON object, got at column 14: ");
    }

    @Test
    void aMissingFileIsAFailureAndMissingFlagsAreWrongUsage() {
        assertThat(run("srm", "--input", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("--input: expected a file, got ");
        assertThat(run("srm")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("srm", "--kappa", "many")).isEqualTo(2);
        assertThat(run("compare", "--side", "up", "--a", "n=1")).isEqualTo(2);
    }
}
