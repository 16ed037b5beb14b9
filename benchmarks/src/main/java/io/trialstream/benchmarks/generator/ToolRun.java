package io.trialstream.benchmarks.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.benchmarks.generator.Runs.Figures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Kafka's ProducerPerformance, in a JVM of its own; its rate is what it says itself. */
final class ToolRun {
    static final String CONTENDER = "ProducerPerformance";

    /** By name, as it is needed at run time only. */
    private static final String TOOL = "org.apache.kafka.tools.ProducerPerformance";

    private static final Pattern RATE = Pattern.compile("(\\d+) records sent, ([\\d.]+) records/sec");

    private ToolRun() {}

    /** {@code BYTES RECORDS} and the tool's own arguments, the first the mean of a record; prints a JSON line. */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        Class.forName(TOOL).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 2, args.length));
        console.println(figures(said.toString(UTF_8), Double.parseDouble(args[0]), Long.parseLong(args[1])));
    }

    /** The last line is about the whole run. */
    private static String figures(String said, double bytes, long expected) {
        List<MatchResult> lines = RATE.matcher(said).results().toList();
        MatchResult line = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        if (line == null || Long.parseLong(line.group(1)) != expected) {
            throw new IllegalStateException("expected " + expected + " records sent, actual " + said);
        }
        double rate = Double.parseDouble(line.group(2));
        Figures figures = new Figures()
                .put("contender", CONTENDER)
                .put("records", expected)
                .put("seconds", expected / rate, 2)
                .put("recordsPerSecond", rate, 0)
                .put("megabytesPerSecond", rate * bytes / 1e6, 1);
        Cost.add(figures, expected);
        return figures.json();
    }
}
