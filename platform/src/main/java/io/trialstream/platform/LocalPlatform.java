package io.trialstream.platform;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (or a small cluster), a schema registry, an S3 store and a Connect worker on loopback, as far as they
 * are wanted, a child process each, with their data in one folder.
 *
 * <p>Attached (the default), the children end with this JVM, by {@link #close} or by a shutdown hook. Detached, they
 * stay until {@link #stop(Path, Consumer)}. In both cases a pid record tells a later start what an earlier one left
 * behind, and {@link Endpoints} tells other processes where to connect.
 */
public final class LocalPlatform implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalPlatform.class);

    /** Another process may take a port between its choice and its use. */
    private static final int LAUNCH_ATTEMPTS = 3;

    private final PlatformOptions options;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, Map<String, Integer>> ports = new LinkedHashMap<>();
    private final Map<String, PartProcess> children = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Duration> startTimes = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Deque<Runnable> beforeStop = new ArrayDeque<>();
    private final Map<Integer, Integer> controllerPorts = new TreeMap<>();
    private @Nullable DataLock lock;
    private @Nullable Thread shutdownHook;
    private boolean stopping;

    private LocalPlatform(PlatformOptions options) {
        this.options = options;
        Parts.wanted(options, controllerPorts, this::address).forEach(part -> parts.put(part.name(), part));
    }

    /**
     * Starts every part in order of need and returns when all answer. A detached platform that already runs on the
     * folder and is well is left as it is, and described.
     *
     * @throws PlatformException when a part dies or does not answer in time (its last log lines are in the message; what
     *     was started is ended), or when another process uses the folder
     */
    public static LocalPlatform start(PlatformOptions options) {
        DataLock lock = DataLock.take(options.directory());
        LocalPlatform platform = new LocalPlatform(options);
        platform.lock = lock;
        try {
            if (!platform.adoptRunning()) {
                platform.launchAll();
            }
        } catch (RuntimeException e) {
            platform.shutDown();
            throw e;
        }
        if (options.detached()) {
            platform.releaseLock();
        }
        return platform;
    }

    /**
     * Stops the detached platform of a folder.
     *
     * @param messages told what is ended
     * @return whether there was anything to stop
     * @throws PlatformException when another process holds the platform attached
     */
    public static boolean stop(Path directory, Consumer<String> messages) {
        PlatformOptions options = PlatformOptions.in(directory).messages(messages);
        try (DataLock held = DataLock.take(options.directory())) {
            List<ProcessRecord> records = ProcessRecord.readAll(options.directory());
            endRecorded(records, options, "stopping");
            return !records.isEmpty();
        }
    }

    /** Kafka's bootstrap servers: {@code host:port,…}. */
    public String bootstrap() {
        return address(Endpoints.BOOTSTRAP);
    }

    /** Base URL of the registry's Confluent REST API. */
    public String registry() {
        return address(Endpoints.REGISTRY);
    }

    /** The S3 store. */
    public S3Store s3() {
        return new S3Store(URI.create(address(Endpoints.S3)));
    }

    /** The Connect worker's REST interface. */
    public ConnectRest connect() {
        return new ConnectRest(URI.create(address(Endpoints.CONNECT)));
    }

    /** Seconds from launching each part to its first good answer, by part; empty for a platform that ran already. */
    public Map<String, Duration> startTimes() {
        synchronized (startTimes) {
            return new LinkedHashMap<>(startTimes);
        }
    }

    /** The pid of each part this JVM launched, by part. */
    public Map<String, Long> pids() {
        synchronized (children) {
            return children.values().stream()
                    .collect(Collectors.toMap(
                            child -> child.part().name(),
                            child -> child.handle().pid()));
        }
    }

    /** Asks each part how it is. */
    public PlatformStatus status() {
        return PlatformStatus.of(options.directory());
    }

    /**
     * Has something done before the children are stopped, also when this JVM is told to end: a client that wants its
     * broker until it has said goodbye. The latest is run first.
     */
    public synchronized void beforeStop(Runnable action) {
        beforeStop.push(action);
    }

    /**
     * Whether a part that this JVM launched runs.
     *
     * @param name {@code broker}, {@code broker-2}, {@code registry}, {@code s3} or {@code connect}
     */
    public boolean alive(String name) {
        return PartProcess.isAlive(child(name).handle());
    }

    /**
     * SIGKILL to a part, as a fault. Returns when it is dead.
     *
     * @param name as in {@link #alive}
     */
    public void kill(String name) {
        PartProcess.kill(child(name).handle(), name);
    }

    /**
     * Starts a dead part again, on its old ports and data. Returns when it answers.
     *
     * @param name as in {@link #alive}
     */
    public void restart(String name) {
        PartProcess child = child(name);
        if (PartProcess.isAlive(child.handle())) {
            throw new IllegalStateException(name + " is alive: kill it first");
        }
        launch(child.part());
        writeEndpoints();
    }

    private PartProcess child(String name) {
        PartProcess child = children.get(name);
        if (child == null) {
            throw new IllegalArgumentException(
                    "expected a part launched by this JVM, " + children.keySet() + ", actual " + name);
        }
        return child;
    }

    /** Ends the children and waits for their end; a detached platform is left running. */
    @Override
    public void close() {
        if (!options.detached()) {
            shutDown();
        }
    }

    private boolean adoptRunning() {
        List<ProcessRecord> left = ProcessRecord.readAll(options.directory());
        boolean runs = left.stream()
                .anyMatch(record -> record.detached() && record.process().isPresent());
        if (runs && !options.detached()) {
            throw new PlatformException("A platform is running in the background on " + options.directory()
                    + ": use it, stop it with `platform stop`, or choose another folder with --data");
        }
        // Failing connectors are no reason to end a platform that runs.
        if (runs
                && left.stream().map(ProcessRecord::name).toList().containsAll(parts.keySet())
                && PlatformStatus.of(options.directory()).partsWell()) {
            left.forEach(record -> ports.put(record.name(), record.ports()));
            return true;
        }
        // The lock is ours, so whoever launched these is dead, or they are a background platform that is not well or
        // lacks a part.
        endRecorded(left, options, "ending what an earlier run left behind:");
        return false;
    }

    private static void endRecorded(List<ProcessRecord> records, PlatformOptions options, String why) {
        // The worker first: its sinks write what they hold, and it leaves its group at the broker.
        Map<Boolean, List<ProcessRecord>> byWorker = records.stream()
                .collect(Collectors.partitioningBy(record -> record.name().equals(ConnectPart.NAME)));
        end(byWorker.getOrDefault(true, List.of()), options, why);
        end(byWorker.getOrDefault(false, List.of()), options, why);
        Endpoints.remove(
                options.directory(),
                records.stream().map(ProcessRecord::endpoint).toList());
    }

    /** Ends them side by side. */
    private static void end(List<ProcessRecord> records, PlatformOptions options, String why) {
        for (ProcessRecord record : records) {
            record.process().ifPresent(process -> {
                options.messages().accept(why + " " + record.name() + " (pid " + record.pid() + ")");
                process.destroy();
            });
        }
        for (ProcessRecord record : records) {
            record.process().ifPresent(process -> PartProcess.end(process, record.name()));
            record.delete(options.directory());
        }
    }

    private void launchAll() {
        if (!options.detached()) {
            hookShutdown();
        }
        choosePorts();
        ExecutorService launchers = Executors.newFixedThreadPool(parts.size(), LocalPlatform::daemon);
        try {
            Map<String, CompletableFuture<Void>> started = new LinkedHashMap<>();
            for (Part part : parts.values()) {
                CompletableFuture<?>[] needed =
                        part.needs().stream().map(started::get).toArray(CompletableFuture<?>[]::new);
                started.put(part.name(), CompletableFuture.allOf(needed).thenRunAsync(() -> launch(part), launchers));
            }
            CompletableFuture.allOf(started.values().toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof PlatformException reason
                    ? reason
                    : new PlatformException("Cannot start the platform: " + e.getCause(), e);
        } finally {
            launchers.shutdown();
        }
        writeEndpoints();
    }

    private void choosePorts() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (Part part : parts.values()) {
            part.preferredPorts().forEach((purpose, port) -> wanted.put(part.name() + "/" + purpose, port));
        }
        List<Ports.Replaced> replaced = new ArrayList<>();
        Map<String, Integer> chosen = Ports.choose(wanted, replaced);
        for (Ports.Replaced port : replaced) {
            tell("port " + port.wanted() + " is busy: " + port.purpose().replaceFirst("/.*", "") + " listens on "
                    + port.actual());
        }
        for (Part part : parts.values()) {
            Map<String, Integer> own = new LinkedHashMap<>();
            part.preferredPorts()
                    .keySet()
                    .forEach(purpose -> own.put(purpose, chosen.get(part.name() + "/" + purpose)));
            assign(part, own);
        }
    }

    private synchronized void assign(Part part, Map<String, Integer> own) {
        ports.put(part.name(), own);
        Integer controller = own.get(BrokerPart.CONTROLLER_PORT);
        if (controller != null) {
            controllerPorts.put(BrokerPart.id(part.name()), controller);
        }
    }

    private void launch(Part part) {
        for (int attempt = 1; ; attempt++) {
            long start = System.nanoTime();
            PartProcess child = PartProcess.launch(part, ports(part), options);
            keep(child);
            try {
                child.awaitReady(options.startTimeout());
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                startTimes.put(part.name(), took);
                tell(String.format(
                        "%s answers on %s after %.1f s",
                        part.name(), part.address(ports(part)), took.toMillis() / 1e3));
                return;
            } catch (PlatformException e) {
                // With several brokers the others know this one's ports already.
                if (attempt == LAUNCH_ATTEMPTS || options.brokers() > 1 || !child.diedOfABusyPort()) {
                    throw e;
                }
                Map<String, Integer> anew = new LinkedHashMap<>(part.preferredPorts());
                assign(part, Ports.choose(anew, new ArrayList<>()));
                tell("a port of " + part.name() + " was taken meanwhile: trying others");
            }
        }
    }

    private synchronized Map<String, Integer> ports(Part part) {
        return Map.copyOf(ports.getOrDefault(part.name(), Map.of()));
    }

    private void keep(PartProcess child) {
        synchronized (this) {
            if (!stopping) {
                children.put(child.part().name(), child);
                return;
            }
        }
        PartProcess.end(child.handle(), child.part().name());
        child.record().delete(options.directory());
        throw new PlatformException("The platform was stopped while it started");
    }

    private void writeEndpoints() {
        Map<String, String> members = new LinkedHashMap<>();
        for (Part part : parts.values()) {
            members.put(part.endpointKey(), address(part.endpointKey()));
        }
        Endpoints.put(options.directory(), members);
    }

    private synchronized String address(String endpointKey) {
        String address = parts.values().stream()
                .filter(part -> part.endpointKey().equals(endpointKey) && ports.containsKey(part.name()))
                .map(part -> part.address(ports(part)))
                .collect(Collectors.joining(","));
        if (address.isEmpty()) {
            throw new IllegalStateException("this platform has no " + endpointKey);
        }
        return address;
    }

    private void hookShutdown() {
        shutdownHook = new Thread(this::shutDown, "platform-shutdown");
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    private void shutDown() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
        }
        beforeStop.forEach(LocalPlatform::runQuietly);
        List<ProcessRecord> records = new ArrayList<>();
        synchronized (children) {
            children.values().forEach(child -> records.add(child.record()));
        }
        endRecorded(records, options, "stopping");
        unhookShutdown();
        releaseLock();
    }

    /** One client's failure to say goodbye must not leave the children running. */
    private static void runQuietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.warn("What was to be done before the platform's end failed", e);
        }
    }

    private void unhookShutdown() {
        Thread hook = shutdownHook;
        if (hook != null && Thread.currentThread() != hook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyShuttingDown) {
                log.debug("The JVM is ending; the hook finds nothing left to do");
            }
        }
    }

    private void releaseLock() {
        DataLock held = lock;
        if (held != null) {
            held.close();
            lock = null;
        }
    }

    private void tell(String message) {
        log.debug("{}", message);
        synchronized (options) {
            options.messages().accept(message);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "platform-launch");
        thread.setDaemon(true);
        return thread;
    }
}
