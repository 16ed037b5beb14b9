package io.trialstream.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A program of the distribution that only some tests need. */
final class Tool {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Tool() {}

    /** Runs it to its end; where it is not there, the test is skipped and says what is not tested then. */
    static Cli.Ended run(Path folder, String notTested, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Assumptions.assumeTrue(isThere(program), program + " is not on the PATH: " + notTested + " is NOT tested");
        try (Cli cli = Cli.start(folder, new ProcessBuilder(command))) {
            return cli.await(PATIENCE);
        }
    }

    private static boolean isThere(String program) {
        for (String folder : String.valueOf(System.getenv("PATH")).split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
