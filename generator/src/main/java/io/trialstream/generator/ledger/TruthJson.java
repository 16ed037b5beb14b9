package io.trialstream.generator.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.ledger.Truth.IntervalTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ledger as JSON. */
public final class TruthJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TruthJson() {}

    /**
     * Writes the ledger, under a temporary name first.
     *
     * @throws GeneratorException where the file cannot be written
     */
    public static void write(Truth truth, Path file) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            JSON.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), truth);
            AtomicFiles.replace(temporary, file);
        } catch (IOException e) {
            throw new GeneratorException("cannot write the truth ledger to " + file + ": " + e, e);
        }
    }

    /**
     * Reads a ledger.
     *
     * @throws GeneratorException where the file cannot be read or is none
     */
    public static Truth read(Path file) {
        try {
            return JSON.readValue(file.toFile(), Truth.class);
        } catch (IOException e) {
            throw new GeneratorException("cannot read a truth ledger from " + file + ": " + e, e);
        }
    }

    public static byte[] bytes(IntervalTruth truth) {
        try {
            return JSON.writeValueAsBytes(truth);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and strings is always JSON", e);
        }
    }
}
