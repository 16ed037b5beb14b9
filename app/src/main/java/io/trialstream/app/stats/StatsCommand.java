package io.trialstream.app.stats;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.topology.statistics.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code stats}: each subcommand computes one case from flags, or a file of cases, a JSON object a line in and out. */
@Command(
        name = "stats",
        description = "The statistics as a calculator: flags, or a file of cases.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "srm|compare|sequential|power",
        subcommands = {
            StatsCommand.Srm.class,
            StatsCommand.Compare.class,
            StatsCommand.Sequential.class,
            StatsCommand.Power.class
        })
public final class StatsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: srm, compare, sequential or power");
    }

    /** What the subcommands share: where cases come from and how results are written. */
    @Command(mixinStandardHelpOptions = true)
    abstract static class Calculator implements Callable<Integer> {

        private static final JsonMapper JSON = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Option(
                names = "--input",
                paramLabel = "FILE",
                description = "Cases, a JSON object a line; - is standard input. Results come out the same way.")
        private @Nullable Path input;

        @Option(names = "--json", description = "Write JSON rather than text.")
        private boolean json;

        /** What to compute; called once, when options are read. */
        abstract Calculation calculation();

        /** The case that the flags describe, by the field names of a file; null where they describe none. */
        abstract Map<String, @Nullable Object> flags();

        @Override
        public final Integer call() {
            Map<String, @Nullable Object> flags = flags();
            flags.values().removeIf(value -> value == null);
            if (input == null && flags.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "Expected --input FILE, or a case given by flags");
            }
            if (input != null && !flags.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Expected either --input or a case given by flags, got both: " + flags.keySet());
            }
            PrintWriter out = spec.commandLine().getOut();
            try {
                if (input == null) {
                    print(out, compute(calculation(), JSON.valueToTree(flags)));
                } else {
                    computeLines(out, input);
                }
                return 0;
            } catch (BadCaseException | IOException e) {
                throw new CommandFailure(reason(e), e);
            } finally {
                out.flush();
            }
        }

        private void computeLines(PrintWriter out, Path file) throws IOException {
            Calculation calculation = calculation();
            try (BufferedReader lines = open(file)) {
                long number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        computeLine(out, calculation, line, number);
                    }
                }
            }
        }

        private static void computeLine(PrintWriter out, Calculation calculation, String line, long number)
                throws IOException {
            try {
                out.println(JSON.writeValueAsString(compute(calculation, JSON.readTree(line))));
            } catch (BadCaseException e) {
                throw e.atLine(number);
            } catch (JsonProcessingException e) {
                JsonLocation at = e.getLocation();
                throw new BadCaseException(
                                "case",
                                "one JSON object",
                                "at column "
                                        + (at == null ? 1 : at.getColumnNr())
                                        + ": "
                                        + e.getOriginalMessage()
                                                .lines()
                                                .findFirst()
                                                .orElse("nothing"))
                        .atLine(number);
            }
        }

        private static ObjectNode compute(Calculation calculation, JsonNode input) {
            try {
                return calculation.of(new CaseReader(input));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new BadCaseException(String.valueOf(e.getMessage()));
            }
        }

        private static BufferedReader open(Path file) throws IOException {
            return file.toString().equals("-")
                    ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    : Files.newBufferedReader(file);
        }

        private static String reason(Exception e) {
            return e instanceof NoSuchFileException missing
                    ? "--input: expected a file, got " + missing.getFile() + ", which does not exist"
                    : String.valueOf(e.getMessage());
        }

        private void print(PrintWriter out, ObjectNode result) throws IOException {
            result.remove("id");
            if (json) {
                out.println(JSON.writeValueAsString(result));
            } else {
                Text.print(out, result);
            }
        }
    }

    /** Sample-ratio mismatch. */
    @Command(name = "srm", description = "Did the arms get the shares of units they were to get?")
    static final class Srm extends Calculator {
        @Option(names = "--counts", split = ",", paramLabel = "N", description = "Units per arm: 1000,1200")
        private long @Nullable [] counts;

        @Option(names = "--weights", split = ",", paramLabel = "W", description = "Weights per arm: 50,50")
        private double @Nullable [] weights;

        @Option(
                names = "--kappa",
                defaultValue = "1000",
                description =
                        "Strength of the prior: the larger, the smaller the mismatch that is expected. Default: 1000")
        private double kappa;

        @Override
        Calculation calculation() {
            return Calculation.srm(kappa);
        }

        @Override
        Map<String, @Nullable Object> flags() {
            Map<String, @Nullable Object> flags = new LinkedHashMap<>();
            flags.put("counts", counts);
            flags.put("weights", weights);
            return flags;
        }
    }

    /** Two arms by their sums. */
    abstract static class TwoArms extends Calculator {
        @Option(
                names = "--a",
                split = ",",
                paramLabel = "SUM=NUMBER",
                description = "The baseline: n=…,sum=…,sumSquares=…; for a ratio also denominatorSum=…,"
                        + "denominatorSumSquares=…,crossProductSum=…; for a share n=…,x=…")
        private @Nullable Map<String, BigDecimal> a;

        @Option(names = "--b", split = ",", paramLabel = "SUM=NUMBER", description = "The treatment, likewise")
        private @Nullable Map<String, BigDecimal> b;

        @Option(names = "--alpha", defaultValue = "0.05", description = "Error probability. Default: 0.05")
        double alpha;

        @Option(
                names = "--side",
                defaultValue = "two",
                converter = SideConverter.class,
                description = "two, greater or less. Default: two")
        Side side = Side.TWO;

        @Override
        Map<String, @Nullable Object> flags() {
            Map<String, @Nullable Object> flags = new LinkedHashMap<>();
            flags.put("a", a);
            flags.put("b", b);
            return flags;
        }
    }

    /** Sides by the words of the contract. */
    static final class SideConverter implements ITypeConverter<Side> {
        @Override
        public Side convert(String text) {
            return switch (text) {
                case "two" -> Side.TWO;
                case "greater" -> Side.GREATER;
                case "less" -> Side.LESS;
                default -> throw new TypeConversionException("expected two, greater or less, got " + text);
            };
        }
    }

    /** Fixed horizon. */
    @Command(name = "compare", description = "Two arms at a fixed horizon (Welch, Fieller): valid for one look.")
    static final class Compare extends TwoArms {
        @Override
        Calculation calculation() {
            return Calculation.compare(alpha, side);
        }
    }

    /** Always valid. */
    @Command(
            name = "sequential",
            description = "Two arms by a confidence sequence: valid at every look. The p-value is this look's.")
    static final class Sequential extends TwoArms {
        @Option(
                names = "--tuning",
                defaultValue = "10000",
                description = "N*: units at which the interval is to be tightest. Default: 10000")
        private double tuning;

        @Override
        Calculation calculation() {
            return Calculation.sequential(alpha, tuning, side);
        }
    }

    /** Planning. */
    @Command(name = "power", description = "How many units an effect needs, or what effect so many units find.")
    static final class Power extends TwoArms {
        @Option(names = "--tuning", defaultValue = "10000", description = "N* of the sequence. Default: 10000")
        private double tuning;

        @Option(names = "--lift", description = "Relative effect to find: 0.05 is +5 %%")
        private @Nullable BigDecimal lift;

        @Option(names = "--effect", description = "Absolute effect to find")
        private @Nullable BigDecimal effect;

        @Option(names = "--units", description = "Units in both arms together")
        private @Nullable Long units;

        @Option(names = "--power", description = "Probability of finding it. Default: 0.8")
        private @Nullable BigDecimal power;

        @Option(names = "--share", description = "The treatment's share of the units. Default: 0.5")
        private @Nullable BigDecimal share;

        @Override
        Calculation calculation() {
            return Calculation.power(alpha, tuning, side);
        }

        @Override
        Map<String, @Nullable Object> flags() {
            Map<String, @Nullable Object> flags = super.flags();
            flags.remove("b");
            flags.put("lift", lift);
            flags.put("effect", effect);
            flags.put("units", units);
            flags.put("power", power);
            flags.put("share", share);
            return flags;
        }
    }
}
