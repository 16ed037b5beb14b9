package io.trialstream.generator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.catalogue.UserTable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A short name for everything that decides what happens: SHA-256 over a text of the model in which maps are sorted, as
 * their own order differs from process to process. Models of one fingerprint make the same events.
 */
public final class Fingerprint {
    private final MessageDigest digest;

    private Fingerprint(MessageDigest digest) {
        this.digest = digest;
    }

    /** 64 hexadecimal digits. */
    public static String of(Model model) {
        try {
            Fingerprint fingerprint = new Fingerprint(MessageDigest.getInstance("SHA-256"));
            fingerprint.add(model);
            return HexFormat.of().formatHex(fingerprint.digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void add(Model model) {
        line("seed " + model.seed());
        line("users " + model.users());
        // Records of lists and of maps that keep the file's order.
        line(model.behaviour().toString());
        model.experiments().forEach(this::add);
        add(model.faults());
        line("bots " + new TreeMap<>(model.bots().rates()));
        model.catalogue().rows().forEach(recipe -> line(recipe.toString()));
        UserTable people = model.people();
        if (people != null) {
            for (int user = 0; user < model.users(); user++) {
                line(people.userId(user) + " " + people.anonymousId(user) + " " + people.segment(user) + " "
                        + people.activity(user) + " " + people.style(user));
            }
        }
    }

    private void add(SimulatedExperiment experiment) {
        line("experiment " + experiment.definition());
        line("effects " + sorted(experiment.effects().clickRates()));
        for (Effects.Cell cell : experiment.effects().cells()) {
            line("cell " + cell.demographic() + " " + cell.segment() + " " + cell.style() + " "
                    + sorted(cell.clickRates()));
        }
    }

    private void add(Faults faults) {
        line("faults " + new TreeMap<>(faults.rates()));
        line("delays " + faults.outOfOrderDelayMs() + " " + faults.lateDelayMs());
        line("outages " + faults.outages() + " hot " + faults.hotUserEventsPerHour());
        line("quiet " + faults.quiet() + " bias " + faults.bias() + " multi-exposed " + faults.multiExposed());
    }

    private static Map<String, Double> sorted(Map<String, Double> rates) {
        return new TreeMap<>(rates);
    }

    private void line(String text) {
        digest.update(text.getBytes(UTF_8));
        digest.update((byte) '\n');
    }
}
