package io.trialstream.app.stats;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.topology.statistics.Bounds;
import io.trialstream.topology.statistics.Comparison;
import io.trialstream.topology.statistics.ConfidenceSequence;
import io.trialstream.topology.statistics.RatioEstimate;
import io.trialstream.topology.statistics.Sample;
import io.trialstream.topology.statistics.SampleRatio;
import io.trialstream.topology.statistics.SampleSize;
import io.trialstream.topology.statistics.Side;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** What one case comes to, as JSON: the command's contract. Fields of a case come before the flags. */
@FunctionalInterface
interface Calculation {

    /**
     * Computes one case.
     *
     * @throws BadCaseException or IllegalArgumentException if the case makes no sense
     */
    ObjectNode of(CaseReader input);

    /** Sample ratio: {@code counts}, {@code weights}; optionally {@code kappa} or {@code priorAlpha}. */
    static Calculation srm(double defaultKappa) {
        return input -> {
            SampleRatio.Split split = new SampleRatio.Split(input.counts("counts"), input.numbers("weights"));
            SampleRatio.ChiSquare chiSquare = SampleRatio.chiSquare(split);
            double log = input.has("priorAlpha")
                    ? SampleRatio.logBayesFactor(split, input.numbers("priorAlpha"))
                    : SampleRatio.logBayesFactor(List.of(split), input.number("kappa", defaultKappa));
            ObjectNode out = named(input);
            out.put("chiSquare", chiSquare.statistic());
            out.put("degreesOfFreedom", chiSquare.degreesOfFreedom());
            out.put("pValue", chiSquare.pValue());
            out.put("sequentialPValue", SampleRatio.sequentialPValue(log));
            out.put("logBayesFactor", log);
            return out;
        };
    }

    /** Fixed horizon: {@code a} (baseline), {@code b}; optionally {@code alpha}, {@code side}. */
    static Calculation compare(double defaultAlpha, Side defaultSide) {
        return input -> comparison(
                input,
                Comparison.welch(
                        estimate(input, "a"),
                        estimate(input, "b"),
                        input.number("alpha", defaultAlpha),
                        input.side(defaultSide)));
    }

    /** Always valid: {@code a} (baseline), {@code b}; optionally {@code alpha}, {@code tuning}, {@code side}. */
    static Calculation sequential(double defaultAlpha, double defaultTuning, Side defaultSide) {
        return input -> comparison(
                input,
                new ConfidenceSequence(
                                input.number("alpha", defaultAlpha),
                                input.number("tuning", defaultTuning),
                                input.side(defaultSide))
                        .compare(estimate(input, "a"), estimate(input, "b")));
    }

    /**
     * Planning from a baseline {@code a}: {@code lift} (relative) or {@code effect} (absolute); optionally {@code units} (both
     * arms together), {@code power}, {@code share} of the treatment, {@code alpha}, {@code tuning}, {@code side}.
     */
    static Calculation power(double defaultAlpha, double defaultTuning, Side defaultSide) {
        return input -> {
            RatioEstimate baseline = estimate(input, "a");
            double variance = baseline.variancePerUnit()
                    .orElseThrow(() -> new BadCaseException("a", "two units or more and a denominator", "too little"));
            double rate = baseline.ratio().orElseThrow();
            double alpha = input.number("alpha", defaultAlpha);
            double power = input.number("power", 0.8);
            Side side = input.side(defaultSide);
            SampleSize size = new SampleSize(variance, input.number("share", 0.5));
            ObjectNode out = named(input);
            out.put("baseline", rate);
            DoubleUnaryOperator fixed = SampleSize.fixedHorizon(alpha, side);
            DoubleUnaryOperator sequence =
                    new ConfidenceSequence(alpha, input.number("tuning", defaultTuning), side)::multiplier;
            plan(out.putObject("fixedHorizon"), input, size, rate, power, fixed);
            plan(out.putObject("sequential"), input, size, rate, power, sequence);
            return out;
        };
    }

    private static void plan(
            ObjectNode out, CaseReader input, SampleSize size, double rate, double power, DoubleUnaryOperator k) {
        if (!input.has("lift") && !input.has("effect") && !input.has("units")) {
            throw new BadCaseException("case", "lift, effect or units", "none of them");
        }
        boolean planned = input.has("lift") || input.has("effect");
        double effect = !planned ? 0 : input.has("effect") ? input.number("effect") : input.number("lift") * rate;
        if (planned) {
            size.units(effect, power, k).ifPresentOrElse(n -> out.put("units", n), () -> out.putNull("units"));
        }
        if (input.has("units")) {
            long units = input.count("units");
            if (units == 0) {
                throw new BadCaseException("units", "1 or more", 0);
            }
            OptionalDouble smallest = size.minimumDetectableEffect(units, power, k);
            put(out, "minimumDetectableEffect", smallest);
            put(
                    out,
                    "minimumDetectableLift",
                    rate == 0 || smallest.isEmpty()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(smallest.getAsDouble() / Math.abs(rate)));
            if (planned) {
                out.put("power", size.power(effect, units, k));
            }
        }
    }

    private static RatioEstimate estimate(CaseReader input, String arm) {
        Sample sample = input.sample(arm);
        try {
            return sample.estimate();
        } catch (IllegalArgumentException e) {
            throw new BadCaseException(arm + ": " + e.getMessage());
        }
    }

    private static ObjectNode named(CaseReader input) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.set("id", input.id().isMissingNode() ? JsonNodeFactory.instance.nullNode() : input.id());
        return out;
    }

    private static ObjectNode comparison(CaseReader input, Comparison comparison) {
        ObjectNode out = named(input);
        ObjectNode absolute = out.putObject("absolute");
        put(absolute, "estimate", comparison.absolute().estimate());
        put(absolute, "standardError", comparison.absolute().standardError());
        bounds(absolute, comparison.absolute().bounds());
        ObjectNode relative = out.putObject("relative");
        put(relative, "estimate", comparison.relative().estimate());
        bounds(relative, comparison.relative().bounds());
        relative.put("method", "fieller");
        put(out, "pValue", comparison.pValue());
        ObjectNode linear = out.putObject("linear");
        put(linear, "estimate", comparison.linear().estimate());
        put(linear, "standardError", comparison.linear().standardError());
        bounds(linear, comparison.linear().bounds());
        put(linear, "pValue", comparison.linear().pValue());
        return out;
    }

    private static void bounds(ObjectNode out, Bounds bounds) {
        put(out, "low", bounds.low());
        put(out, "high", bounds.high());
    }

    private static void put(ObjectNode out, String field, OptionalDouble value) {
        if (value.isPresent()) {
            out.put(field, value.getAsDouble());
        } else {
            out.putNull(field);
        }
    }
}
