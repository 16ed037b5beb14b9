package io.trialstream.system;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Other people's data, in the folder {@code shared/data} beside the repository. */
final class SharedData {
    private SharedData() {}

    /** A file of it; where it is not there the test is skipped and says so. */
    static Path find(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return Assumptions.abort("skipped: no shared/data/" + name + " beside the repository");
    }
}
