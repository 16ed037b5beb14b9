package io.trialstream.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a {@link LocalPlatform} is to be started. Immutable; each method returns a changed copy.
 *
 * @param directory data, logs and records of the platform; made when absent
 * @param brokers brokers in the cluster, 1 to 3. With 3 each is a controller too, so any one may die; with 1 and 2 only
 *     the first is, so with 2 only the second may
 * @param brokerPort preferred port of the (first) broker; 0 means any free one. A busy one is replaced and told
 * @param registryPort preferred port of the registry; 0 means any free one. A busy one is replaced and told
 * @param registry whether a schema registry is wanted
 * @param detached whether the children outlive this JVM ({@code platform start}) or end with it
 * @param startTimeout how long each part may take until it answers
 * @param brokerProperties what is laid over the broker's own settings, for tests
 * @param messages told in plain words what is going on: a replaced port, an ended orphan, a part that answers
 */
public record PlatformOptions(
        Path directory,
        int brokers,
        int brokerPort,
        int registryPort,
        boolean registry,
        boolean detached,
        Duration startTimeout,
        Map<String, String> brokerProperties,
        Consumer<String> messages) {

    /** Where data lies unless somebody says otherwise. */
    public static final Path DEFAULT_DIRECTORY = Path.of(".trialstream");

    /** The broker's port where it is free. */
    public static final int DEFAULT_BROKER_PORT = 9092;

    /** The registry's port where it is free. */
    public static final int DEFAULT_REGISTRY_PORT = 8081;

    /** Long, because a busy two-core machine is slow, and a part that died is noticed at once anyway. */
    private static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(120);

    private static final int MAX_BROKERS = 3;

    /** Checks the ranges above. */
    public PlatformOptions {
        if (brokers < 1 || brokers > MAX_BROKERS) {
            throw new IllegalArgumentException("brokers: expected 1 to " + MAX_BROKERS + ", actual " + brokers);
        }
        directory = directory.toAbsolutePath().normalize();
        brokerProperties = Map.copyOf(brokerProperties);
    }

    /** One broker and a registry on their default ports, ending with this JVM; messages go nowhere. */
    public static PlatformOptions in(Path directory) {
        return new PlatformOptions(
                directory,
                1,
                DEFAULT_BROKER_PORT,
                DEFAULT_REGISTRY_PORT,
                true,
                false,
                DEFAULT_START_TIMEOUT,
                Map.of(),
                message -> {});
    }

    /** A cluster of this many brokers. */
    public PlatformOptions brokers(int count) {
        return new PlatformOptions(
                directory,
                count,
                brokerPort,
                registryPort,
                registry,
                detached,
                startTimeout,
                brokerProperties,
                messages);
    }

    /** These ports where they are free. */
    public PlatformOptions ports(int broker, int registryPort) {
        return new PlatformOptions(
                directory, brokers, broker, registryPort, registry, detached, startTimeout, brokerProperties, messages);
    }

    /** Any free ports: what tests use, so that copies of them may run side by side. */
    public PlatformOptions anyPorts() {
        return ports(0, 0);
    }

    /** No schema registry. */
    public PlatformOptions withoutRegistry() {
        return new PlatformOptions(
                directory,
                brokers,
                brokerPort,
                registryPort,
                false,
                detached,
                startTimeout,
                brokerProperties,
                messages);
    }

    /** Children that outlive this JVM. */
    public PlatformOptions detach() {
        return new PlatformOptions(
                directory, brokers, brokerPort, registryPort, registry, true, startTimeout, brokerProperties, messages);
    }

    /** How long each part may take until it answers. */
    public PlatformOptions startTimeout(Duration timeout) {
        return new PlatformOptions(
                directory, brokers, brokerPort, registryPort, registry, detached, timeout, brokerProperties, messages);
    }

    /** One more broker setting, over ours. */
    public PlatformOptions brokerProperty(String key, String value) {
        Map<String, String> properties = new TreeMap<>(brokerProperties);
        properties.put(key, value);
        return new PlatformOptions(
                directory, brokers, brokerPort, registryPort, registry, detached, startTimeout, properties, messages);
    }

    /** Who is told what is going on. Called from several threads, one at a time. */
    public PlatformOptions messages(Consumer<String> listener) {
        return new PlatformOptions(
                directory,
                brokers,
                brokerPort,
                registryPort,
                registry,
                detached,
                startTimeout,
                brokerProperties,
                listener);
    }
}
