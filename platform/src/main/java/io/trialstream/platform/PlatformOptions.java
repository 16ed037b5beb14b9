package io.trialstream.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a {@link LocalPlatform} is to be started: which parts, where, with which data. Immutable; each method that takes
 * something returns a changed copy.
 */
public final class PlatformOptions {
    /** Where data lies unless somebody says otherwise. */
    public static final Path DEFAULT_DIRECTORY = Path.of(".trialstream");

    /** Long, because a busy two-core machine is slow, and a part that died is noticed at once anyway. */
    private static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(120);

    private static final int ANY_PORT = 0;
    private static final int MAX_BROKERS = 3;

    private final Path directory;
    private final Set<PartKind> parts = EnumSet.noneOf(PartKind.class);
    private final Map<PartKind, Integer> ports = new EnumMap<>(PartKind.class);
    private final Map<String, String> brokerProperties = new TreeMap<>();
    private final Map<String, String> workerProperties = new TreeMap<>();
    private int brokers = 1;
    private boolean detached;
    private Duration startTimeout = DEFAULT_START_TIMEOUT;
    private Consumer<String> messages = message -> {};

    private PlatformOptions(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    private PlatformOptions(PlatformOptions from) {
        this(from.directory);
        parts.addAll(from.parts);
        ports.putAll(from.ports);
        brokerProperties.putAll(from.brokerProperties);
        workerProperties.putAll(from.workerProperties);
        brokers = from.brokers;
        detached = from.detached;
        startTimeout = from.startTimeout;
        messages = from.messages;
    }

    private PlatformOptions changed(Consumer<PlatformOptions> change) {
        PlatformOptions copy = new PlatformOptions(this);
        change.accept(copy);
        return copy;
    }

    /**
     * One broker and a registry on their default ports, ending with this JVM; messages go nowhere.
     *
     * @param directory data, logs and records of the platform; made when absent
     */
    public static PlatformOptions in(Path directory) {
        return new PlatformOptions(directory).changed(options -> {
            options.parts.addAll(Set.of(PartKind.BROKER, PartKind.REGISTRY));
            for (PartKind kind : PartKind.values()) {
                options.ports.put(kind, kind.defaultPort());
            }
        });
    }

    /** No schema registry: brokers alone. */
    public PlatformOptions withoutRegistry() {
        return changed(options -> options.parts.retainAll(Set.of(PartKind.BROKER)));
    }

    /** An S3 store and nothing else. */
    public PlatformOptions s3Alone() {
        return changed(options -> {
            options.parts.clear();
            options.parts.add(PartKind.S3);
        });
    }

    /** An S3 store as well. */
    public PlatformOptions withS3() {
        return changed(options -> options.parts.add(PartKind.S3));
    }

    /** A Connect worker as well, with the registry and the S3 store that its connectors write to. */
    public PlatformOptions withConnect() {
        return changed(options -> options.parts.addAll(Set.of(PartKind.REGISTRY, PartKind.S3, PartKind.CONNECT)));
    }

    /**
     * A cluster of this many brokers.
     *
     * @param count 1 to 3. With 3 each is a controller too, so any one may die; with 1 and 2 only the first is, so with
     *     2 only the second may
     */
    public PlatformOptions brokers(int count) {
        if (count < 1 || count > MAX_BROKERS) {
            throw new IllegalArgumentException("brokers: expected 1 to " + MAX_BROKERS + ", actual " + count);
        }
        return changed(options -> options.brokers = count);
    }

    /**
     * This port where it is free; a busy one is replaced and told.
     *
     * @param port 0: any
     */
    public PlatformOptions port(PartKind kind, int port) {
        return changed(options -> options.ports.put(kind, port));
    }

    /** Any free ports: what tests use, so that copies of them may run side by side. */
    public PlatformOptions anyPorts() {
        return changed(options -> options.ports.replaceAll((kind, port) -> ANY_PORT));
    }

    /** Children that outlive this JVM ({@code platform start}). */
    public PlatformOptions detach() {
        return changed(options -> options.detached = true);
    }

    /** How long each part may take until it answers. */
    public PlatformOptions startTimeout(Duration timeout) {
        return changed(options -> options.startTimeout = timeout);
    }

    /** One more broker setting, over ours, for tests. */
    public PlatformOptions brokerProperty(String key, String value) {
        return changed(options -> options.brokerProperties.put(key, value));
    }

    /** One more setting of the Connect worker, over ours, for tests. */
    public PlatformOptions workerProperty(String key, String value) {
        return changed(options -> options.workerProperties.put(key, value));
    }

    /**
     * Who is told in plain words what is going on: a replaced port, an ended orphan, a part that answers. Called from
     * several threads, one at a time.
     */
    public PlatformOptions messages(Consumer<String> listener) {
        return changed(options -> options.messages = listener);
    }

    /** The data folder, absolute. */
    public Path directory() {
        return directory;
    }

    /** Whether such a part is wanted. */
    public boolean wants(PartKind kind) {
        return parts.contains(kind);
    }

    /** The port that a part would like; 0 means any. */
    public int port(PartKind kind) {
        return ports.getOrDefault(kind, ANY_PORT);
    }

    /** Brokers in the cluster. */
    public int brokers() {
        return brokers;
    }

    /** Whether the children outlive this JVM. */
    public boolean detached() {
        return detached;
    }

    /** How long each part may take until it answers. */
    public Duration startTimeout() {
        return startTimeout;
    }

    /** What is laid over the broker's own settings. */
    public Map<String, String> brokerProperties() {
        return Map.copyOf(brokerProperties);
    }

    /** What is laid over the Connect worker's own settings. */
    public Map<String, String> workerProperties() {
        return Map.copyOf(workerProperties);
    }

    /** Who is told. */
    public Consumer<String> messages() {
        return messages;
    }
}
