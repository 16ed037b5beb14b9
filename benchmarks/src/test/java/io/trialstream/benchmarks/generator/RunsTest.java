package io.trialstream.benchmarks.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.benchmarks.generator.Runs.Figures;
import org.junit.jupiter.api.Test;

class RunsTest {
    @Test
    void theMedianIsOfAContendersOwnRuns() {
        Runs runs = new Runs();
        for (double rate : new double[] {30, 10, 20}) {
            runs.add(run("ours", rate));
        }
        runs.add(run("theirs", 1));
        runs.add(run("theirs", 4));
        assertThat(runs.median("ours", "rate")).isEqualTo(20);
        assertThat(runs.median("theirs", "rate")).isEqualTo(2.5);
        assertThat(runs.last("rate")).isEqualTo(4);
    }

    @Test
    void whatIsMissingIsToldAndNotZero() {
        Runs runs = new Runs();
        runs.add(run("ours", 1));
        assertThatThrownBy(() -> runs.median("theirs", "rate")).hasMessage("no run of theirs");
        assertThatThrownBy(() -> runs.median("ours", "seconds"))
                .hasMessage("expected a number seconds in {\"contender\":\"ours\",\"rate\":1.0}");
        assertThatThrownBy(() -> runs.add("not JSON")).hasMessage("expected a JSON line, actual not JSON");
    }

    @Test
    void figuresAreRounded() {
        assertThat(new Figures()
                        .put("a", 2.345, 1)
                        .put("b", 1234.5, 0)
                        .put("c", "x")
                        .json())
                .isEqualTo("{\"a\":2.3,\"b\":1235,\"c\":\"x\"}");
    }

    private static String run(String contender, double rate) {
        return new Figures().put("contender", contender).put("rate", rate, 2).json();
    }
}
