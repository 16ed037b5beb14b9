package io.trialstream.benchmarks.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trialstream.generator.Models;
import io.trialstream.generator.Simulation;
import io.trialstream.generator.Sizing.Sized;
import io.trialstream.generator.encode.AvroBatches;
import io.trialstream.generator.encode.EncodedBatch;
import io.trialstream.generator.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadsTest {
    private static final Instant START = Instant.parse("2025-08-31T15:00:00Z");
    private static final int INTERVALS = 48;

    @TempDir
    private Path folder;

    @Test
    void eachIsOnePrintableLineOfTheSizeOfARecord() throws IOException {
        Path file = folder.resolve("payloads");
        Model model = Models.defaults(7, 100);
        double mean = Payloads.write(file, new Sized(model, 1_000), START, INTERVALS);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c <= '~'));
        List<Integer> sizes = sizes(model);
        assertThat(lines.stream().map(String::length)).hasSizeGreaterThan(100).containsExactlyElementsOf(sizes);
        assertThat(mean)
                .isCloseTo(sizes.stream().mapToInt(Integer::intValue).average().orElseThrow(), within(1e-9));
    }

    private static List<Integer> sizes(Model model) {
        List<Integer> sizes = new ArrayList<>();
        try (Simulation<EncodedBatch> simulation =
                new Simulation<>(model, START, new AvroBatches(new byte[] {0, 0, 0, 0, 1}), 1)) {
            for (int interval = 0; interval < INTERVALS; interval++) {
                simulation.emit(batch -> {
                    for (int i = 0; i < batch.size(); i++) {
                        sizes.add(batch.key(i).length + batch.value(i).length);
                    }
                });
            }
        }
        return sizes;
    }
}
