package io.trialstream.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the build has put the parts' jars, in the source tree: {@code platform/parts} and {@code connect-s3}. */
final class PartsFolder {
    private static final Path BROKER = Path.of("platform", "parts", "target", "broker");
    private static final Path REGISTRY = Path.of("platform", "parts", "target", "registry");
    private static final Path CONNECT = Path.of("platform", "parts", "connect", "target", "lib");
    private static final Path S3 = Path.of("platform", "parts", "s3", "target", "lib");
    private static final Path PLUGIN = Path.of("connect-s3", "target", "plugin");
    private static final Path CONNECTORS = Path.of("connect-config", "trialstream");

    private final Path home;

    private PartsFolder(Path home) {
        this.home = home;
    }

    /** Below the system property {@code trialstream.home}, else below the nearest parent of the working directory. */
    static PartsFolder find() {
        String home = System.getProperty("trialstream.home");
        Path start = Path.of(home == null ? "" : home).toAbsolutePath().normalize();
        for (Path at = start; at != null; at = home == null ? at.getParent() : null) {
            if (Files.isDirectory(at.resolve(BROKER))) {
                return new PartsFolder(at);
            }
        }
        throw new PlatformException("Expected the platform's parts in " + start.resolve(BROKER)
                + (home == null ? " or below a parent of it" : "")
                + ": build them with `./trialstream` or `mvn package`");
    }

    /** The class path of the broker's JVM. */
    String brokerClassPath() {
        return jars(BROKER);
    }

    /** The class path of the S3 store's JVM. */
    String s3ClassPath() {
        return jars(S3);
    }

    /** The class path of the Connect worker's JVM, without the connectors. */
    String connectClassPath() {
        return jars(CONNECT);
    }

    /** Where the worker looks for connectors, where the sink has been built. */
    Optional<Path> plugin() {
        return Optional.of(home.resolve(PLUGIN)).filter(Files::isDirectory);
    }

    /** The connectors the platform runs, in the form of Connect's REST interface, by name. */
    List<Path> connectorFiles() {
        try (Stream<Path> files = Files.list(home.resolve(CONNECTORS))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlatformException("Cannot list " + home.resolve(CONNECTORS) + ": " + e, e);
        }
    }

    /** The registry's runnable jar; its libraries lie beside it. */
    Path registryJar() {
        Path registry = home.resolve(REGISTRY);
        try (Stream<Path> files = Files.list(registry)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new PlatformException("Expected a *-runner.jar in " + registry));
        } catch (IOException e) {
            throw new PlatformException("Cannot list " + registry + ": " + e, e);
        }
    }

    private String jars(Path folder) {
        Path jars = home.resolve(folder);
        if (!Files.isDirectory(jars)) {
            throw new PlatformException(
                    "Expected jars in " + jars + ": build them with `./trialstream` or `mvn package`");
        }
        return jars.resolve("*").toString();
    }
}
