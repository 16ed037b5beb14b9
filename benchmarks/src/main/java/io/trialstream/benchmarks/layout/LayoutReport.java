package io.trialstream.benchmarks.layout;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The results as Markdown: one table a phase, means over repetitions, CPU with the least and the most. */
final class LayoutReport {
    private static final String BASELINE = Layout.Kind.NONE.label();

    private final List<Result> results;

    LayoutReport(List<Result> results) {
        this.results = results;
    }

    void print(PrintStream out) {
        Map<String, Map<String, List<Result>>> byPhase = results.stream()
                .collect(Collectors.groupingBy(
                        Result::phase,
                        LinkedHashMap::new,
                        Collectors.groupingBy(Result::layout, LinkedHashMap::new, Collectors.toList())));
        byPhase.forEach((phase, layouts) -> print(out, phase, layouts));
    }

    private static void print(PrintStream out, String phase, Map<String, List<Result>> layouts) {
        double baseline = layouts.containsKey(BASELINE) ? mean(layouts.get(BASELINE), LayoutReport::cpu) : 0;
        out.printf("%n### %s%n%n", phase);
        out.println("| layout | events | events/commit | CPU µs/event (runs) | above baseline | gets/event | puts/event"
                + " | changelog records/event | changelog B/event | state MB | peak MB |");
        out.println("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        layouts.forEach((layout, runs) -> out.printf(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %.1f (%s) | %.1f | %.2f | %.2f | %.2f | %,.0f | %.0f | %.0f |%n",
                layout,
                runs.get(0).events(),
                mean(runs, r -> r.events() / (double) Math.max(1, r.commits())),
                mean(runs, LayoutReport::cpu),
                runs.stream()
                        .map(r -> String.format(Locale.ROOT, "%.1f", cpu(r)))
                        .collect(Collectors.joining(", ")),
                mean(runs, LayoutReport::cpu) - baseline,
                perEvent(runs, Result::gets),
                perEvent(runs, Result::puts),
                perEvent(runs, Result::records),
                perEvent(runs, Result::logBytes),
                mean(runs, r -> r.stateBytes() / 1e6),
                mean(runs, r -> r.peakResidentBytes() / 1e6)));
    }

    private static double cpu(Result result) {
        return result.cpuNanos() / 1e3 / result.events();
    }

    private static double perEvent(List<Result> runs, ToDoubleFunction<Result> total) {
        return mean(runs, r -> total.applyAsDouble(r) / r.events());
    }

    private static double mean(List<Result> runs, ToDoubleFunction<Result> value) {
        return runs.stream().mapToDouble(value).average().orElseThrow();
    }
}
