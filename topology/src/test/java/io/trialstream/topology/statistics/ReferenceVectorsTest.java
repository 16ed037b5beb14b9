package io.trialstream.topology.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.topology.statistics.SampleRatio.Split;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every figure of {@code shared/data/reference/vectors.json} that concerns these functions, to the digits given there. */
class ReferenceVectorsTest {

    private static final Path FILE = Path.of("shared", "data", "reference", "vectors.json");

    @SuppressWarnings("NullAway.Init") // set before any test
    private static JsonNode vectors;

    @BeforeAll
    static void read() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(FILE))) {
            folder = folder.getParent();
        }
        assumeTrue(
                folder != null,
                "SKIPPED: no " + FILE + " in any folder above " + Path.of("").toAbsolutePath());
        vectors = new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(Files.readString(folder.resolve(FILE)));
    }

    /** Equal when rounded to the decimals that the reference is given with. */
    private static void matches(JsonNode expected, OptionalDouble actual) {
        matches(expected, actual.orElseThrow());
    }

    private static void matches(JsonNode expected, double actual) {
        BigDecimal given = expected.decimalValue();
        int decimals = Math.min(given.scale(), 12);
        assertThat(actual).isCloseTo(given.doubleValue(), within(0.5000001 * Math.pow(10, -decimals)));
    }

    private static long[] longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    @Test
    void chiSquare() {
        int seen = 0;
        for (JsonNode group : vectors.get("srm_chi_square")) {
            for (JsonNode c : group.get("cases")) {
                matches(
                        c.get("p"),
                        SampleRatio.chiSquare(new Split(longs(c.get("obs")), doubles(c.get("w"))))
                                .pValue());
                seen++;
            }
        }
        assertThat(seen).isPositive();
    }

    /** The second group gives neither weights nor prior of its own: they are those of the first. */
    @Test
    void sequentialMultinomial() {
        JsonNode first = vectors.get("srm_sequential_multinomial").get(0);
        for (JsonNode group : vectors.get("srm_sequential_multinomial")) {
            JsonNode batches = group.has("batches") ? group.get("batches") : group.get("units");
            long[] seen = new long[3];
            for (int i = 0; i < batches.size(); i++) {
                for (int arm = 0; arm < seen.length; arm++) {
                    seen[arm] += batches.get(i).get(arm).longValue();
                }
                double expected = group.get("log_marginal_M1").get(i).doubleValue()
                        - group.get("log_marginal_M0").get(i).doubleValue();
                Split split = new Split(seen.clone(), doubles(first.get("theta0")));
                assertThat(SampleRatio.logBayesFactor(split, doubles(first.get("prior_alpha"))))
                        .isCloseTo(expected, within(1e-11));
            }
        }
    }

    private static Sample sample(JsonNode arm) {
        if (arm.has("x")) {
            return Sample.proportion(arm.get("n").longValue(), arm.get("x").longValue());
        }
        if (arm.has("m_sum")) {
            return Sample.ratio(
                    arm.get("n").longValue(),
                    arm.get("m_sum").decimalValue(),
                    arm.get("m_sq").decimalValue(),
                    arm.get("d_sum").decimalValue(),
                    arm.get("d_sq").decimalValue(),
                    arm.get("md").decimalValue());
        }
        return Sample.mean(
                arm.get("n").longValue(),
                arm.get("sum").decimalValue(),
                arm.get("sum_sq").decimalValue());
    }

    private static void matchesComparison(JsonNode expected, Comparison actual) {
        JsonNode relative = expected.get("relative");
        matches(relative.get("est"), actual.linear().estimate());
        matches(relative.get("se"), actual.linear().standardError());
        matches(relative.get("ci").get(0), actual.linear().bounds().low());
        matches(relative.get("ci").get(1), actual.linear().bounds().high());
        matches(relative.get("p"), actual.linear().pValue());
        if (expected.has("absolute")) {
            JsonNode absolute = expected.get("absolute");
            matches(absolute.get("est"), actual.absolute().estimate());
            matches(absolute.get("se"), actual.absolute().standardError());
            matches(absolute.get("ci").get(0), actual.absolute().bounds().low());
            matches(absolute.get("ci").get(1), actual.absolute().bounds().high());
            matches(absolute.get("p"), actual.pValue());
        }
    }

    @Test
    void twoSidedFixedHorizon() {
        for (JsonNode c : vectors.get("two_sided_fixed_horizon").get(0).get("cases")) {
            matchesComparison(
                    c,
                    Comparison.welch(
                            sample(c.get("a")).estimate(), sample(c.get("b")).estimate(), 0.05, Side.TWO));
        }
        JsonNode ratio = vectors.get("two_sided_fixed_horizon").get(1);
        RatioEstimate a = sample(ratio.get("a")).estimate();
        RatioEstimate b = sample(ratio.get("b")).estimate();
        Comparison comparison = Comparison.welch(a, b, 0.05, Side.TWO);
        matches(ratio.get("ratio_a"), a.ratio());
        matches(ratio.get("ratio_b"), b.ratio());
        matches(ratio.get("rel_lift"), comparison.linear().estimate());
        matches(ratio.get("p_welch_t"), comparison.linear().pValue());
        matches(ratio.get("rederived_se"), comparison.linear().standardError());
    }

    @Test
    void alwaysValid() {
        JsonNode group = vectors.get("sequential_always_valid").get(0);
        for (JsonNode c : group.get("cases")) {
            matchesComparison(
                    c,
                    new ConfidenceSequence(
                                    group.get("alpha").doubleValue(),
                                    c.get("tuning").doubleValue(),
                                    Side.TWO)
                            .compare(
                                    sample(c.get("a")).estimate(),
                                    sample(c.get("b")).estimate()));
        }
    }

    /** With N* = v and N = v the sequence's half-width in standard errors, times √v, is the mixture's bound at v. */
    @Test
    void normalMixture() {
        JsonNode group = vectors.get("sequential_always_valid").get(1);
        double v = group.get("v_opt").doubleValue();
        double alpha = group.get("alpha_opt").doubleValue();
        matches(
                group.get("two_sided_normal_mixture").get("bound(v=100,alpha=.05)"),
                Math.sqrt(v) * new ConfidenceSequence(alpha, v, Side.TWO).multiplier(v));
        double exactOneSided =
                group.get("one_sided_normal_mixture").get("bound(100,.05)").doubleValue();
        assertThat(Math.sqrt(v) * new ConfidenceSequence(alpha, v, Side.GREATER).multiplier(v))
                .as("a closed form just above the exact one-sided mixture")
                .isBetween(exactOneSided, 1.01 * exactOneSided);
    }
}
