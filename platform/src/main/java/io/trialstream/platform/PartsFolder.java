package io.trialstream.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the build has put the parts' jars: {@code platform/parts/target} of the source tree. */
final class PartsFolder {
    private static final Path WITHIN_REPOSITORY = Path.of("platform", "parts", "target");

    private final Path folder;

    private PartsFolder(Path folder) {
        this.folder = folder;
    }

    /** Below the system property {@code trialstream.home}, else below the nearest parent of the working directory. */
    static PartsFolder find() {
        String home = System.getProperty("trialstream.home");
        Path start = Path.of(home == null ? "" : home).toAbsolutePath();
        for (Path at = start; at != null; at = home == null ? at.getParent() : null) {
            Path candidate = at.resolve(WITHIN_REPOSITORY);
            if (Files.isDirectory(candidate.resolve("broker"))) {
                return new PartsFolder(candidate);
            }
        }
        throw new PlatformException("Expected the platform's parts in " + start.resolve(WITHIN_REPOSITORY)
                + (home == null ? " or below a parent of it" : "")
                + ": build them with `mvn -pl platform/parts generate-resources`");
    }

    /** The class path of the broker's JVM. */
    String brokerClassPath() {
        return folder.resolve("broker").resolve("*").toString();
    }

    /** The registry's runnable jar; its libraries lie beside it. */
    Path registryJar() {
        Path registry = folder.resolve("registry");
        try (Stream<Path> files = Files.list(registry)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new PlatformException("Expected a *-runner.jar in " + registry));
        } catch (IOException e) {
            throw new PlatformException("Cannot list " + registry + ": " + e, e);
        }
    }
}
