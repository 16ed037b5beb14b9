package io.trialstream.app.config;

import io.trialstream.topology.settings.MetricRegistry;
import io.trialstream.topology.settings.TopologySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that {@code run} is told, typed and checked.
 *
 * @param applicationId names the consumer group, the transactions and the internal topics
 * @param kafka how brokers are reached
 * @param registry how schemas are reached, and what reads records
 * @param input where events come from
 * @param time windows, watermarks and silence
 * @param dedupeMemory how long an accepted id is remembered, in event time
 * @param sessions session rules
 * @param bots bot rules
 * @param metricsFile the metric registry; empty: the one that ships
 * @param scorecardEvery wall-clock time between scorecards
 * @param mergePartitions over which experiments are spread
 * @param cleanEvents whether {@code clean-events} is written
 * @param streams threads, transactions and caches
 * @param relay how facts are carried into the raw topic
 * @param http the HTTP server
 */
public record RunConfig(
        String applicationId,
        Kafka kafka,
        Registry registry,
        Input input,
        Time time,
        Duration dedupeMemory,
        TopologySettings.Sessions sessions,
        TopologySettings.Bots bots,
        Optional<Path> metricsFile,
        Duration scorecardEvery,
        int mergePartitions,
        boolean cleanEvents,
        Streams streams,
        Relay relay,
        Http http) {

    private static final long MEGABYTE = 1024L * 1024L;
    private static final Set<String> OURS = Set.of("application.id", "bootstrap.servers", "processing.guarantee");

    /**
     * How brokers are reached.
     *
     * @param bootstrap brokers to begin with
     * @param timeout how long the checks at start wait
     * @param properties for every client, over ours
     */
    public record Kafka(String bootstrap, Duration timeout, Map<String, String> properties) {}

    /**
     * How schemas are reached.
     *
     * @param url base of the Confluent REST API
     * @param serde class of the serde
     * @param properties for the serde
     */
    public record Registry(URI url, String serde, Map<String, String> properties) {}

    /**
     * Where events come from.
     *
     * @param topic the raw topic
     * @param ingestTime where ingest times are read
     * @param markers whether we may write into it
     */
    public record Input(String topic, TopologySettings.IngestTime ingestTime, boolean markers) {}

    /**
     * Windows, watermarks and silence.
     *
     * @param rules what the topology is told
     * @param idleTimeout wall-clock silence after which a partition adopts the others' time
     * @param allIdle what happens when all are silent
     */
    public record Time(TopologySettings.Time rules, Duration idleTimeout, Keys.AllIdle allIdle) {}

    /**
     * The stream processor itself.
     *
     * @param stateDir folder of the local state
     * @param standbys warm copies on other instances
     * @param rocksDbBytes memory outside the heap for all stores together
     * @param threads processing threads
     * @param commitInterval time between transactions
     * @param cacheBytes heap for record caches
     * @param transactionTimeout how long a stalled transaction lives
     * @param threadReplacements threads replaced within ten minutes before giving up
     * @param closeTimeout how long an orderly shutdown may take
     */
    public record Streams(
            Path stateDir,
            int standbys,
            long rocksDbBytes,
            int threads,
            Duration commitInterval,
            long cacheBytes,
            Duration transactionTimeout,
            int threadReplacements,
            Duration closeTimeout) {}

    /**
     * The relay of facts.
     *
     * @param batch facts between two commits, at most
     * @param maxBackoff longest pause after an error
     */
    public record Relay(int batch, Duration maxBackoff) {}

    /**
     * The HTTP server.
     *
     * @param listen where to listen
     * @param portIsDefault whether nobody asked for that port, so that another one may take its place
     * @param advertised where other instances reach this one; empty: as listened
     * @param queryTimeout how long a question may take
     * @param maxRequestBytes largest request line with headers
     * @param maxStreamClients clients of the event stream at a time
     */
    public record Http(
            HostPort listen,
            boolean portIsDefault,
            Optional<HostPort> advertised,
            Duration queryTimeout,
            int maxRequestBytes,
            int maxStreamClients) {}

    /**
     * Types and checks a configuration.
     *
     * @param config values in force
     * @param dataDir the data folder, which the state is in unless said otherwise
     * @throws ConfigException if values contradict each other
     */
    public static RunConfig of(Config config, Path dataDir) {
        try {
            return new RunConfig(
                    config.get(Keys.APPLICATION_ID),
                    kafka(config),
                    new Registry(
                            config.get(Keys.REGISTRY_URL),
                            config.get(Keys.REGISTRY_SERDE),
                            config.properties(Keys.REGISTRY_PROPERTIES)),
                    input(config),
                    time(config),
                    config.get(Keys.DEDUPE_MEMORY),
                    sessions(config),
                    bots(config),
                    config.find(Keys.METRICS_FILE),
                    config.get(Keys.SCORECARD_EVERY),
                    config.get(Keys.MERGE_PARTITIONS),
                    config.get(Keys.CLEAN_EVENTS),
                    streams(config, dataDir),
                    new Relay(config.get(Keys.RELAY_BATCH), config.get(Keys.RELAY_BACKOFF)),
                    http(config));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("configuration: " + e.getMessage(), e);
        }
    }

    /**
     * What the topology is told.
     *
     * @param partitions of the raw topic
     * @param metrics the metric registry
     */
    public TopologySettings topology(int partitions, MetricRegistry metrics) {
        return new TopologySettings(
                new TopologySettings.Input(input.topic(), partitions, input.ingestTime()),
                time.rules(),
                dedupeMemory,
                sessions,
                bots,
                metrics,
                scorecardEvery,
                new TopologySettings.Outputs("", cleanEvents),
                mergePartitions);
    }

    /**
     * The same rules in an application of its own.
     *
     * @param otherId its id
     * @param stateDir folder of its state
     */
    public RunConfig as(String otherId, Path stateDir) {
        Streams own = new Streams(
                stateDir,
                0,
                streams.rocksDbBytes(),
                streams.threads(),
                streams.commitInterval(),
                streams.cacheBytes(),
                streams.transactionTimeout(),
                streams.threadReplacements(),
                streams.closeTimeout());
        return new RunConfig(
                otherId,
                kafka,
                registry,
                input,
                time,
                dedupeMemory,
                sessions,
                bots,
                metricsFile,
                scorecardEvery,
                mergePartitions,
                cleanEvents,
                own,
                relay,
                http);
    }

    private static Kafka kafka(Config config) {
        Map<String, String> properties = config.properties(Keys.KAFKA_PROPERTIES);
        for (String name : OURS) {
            if (properties.containsKey(name)) {
                throw new ConfigException(Keys.KAFKA_PROPERTIES + "." + name
                        + ": expected it to be left to application.id, kafka.bootstrap and Trialstream, found '"
                        + properties.get(name) + "'");
            }
        }
        return new Kafka(config.get(Keys.BOOTSTRAP), config.get(Keys.KAFKA_TIMEOUT), properties);
    }

    /** Format and keying have one possible value each; reading them here is what refuses the others. */
    private static Input input(Config config) {
        config.get(Keys.INPUT_FORMAT);
        config.get(Keys.INPUT_KEYED);
        return new Input(config.get(Keys.INPUT_TOPIC), config.get(Keys.INGEST_TIME), config.get(Keys.MARKERS));
    }

    private static Time time(Config config) {
        TopologySettings.Time rules = new TopologySettings.Time(
                config.get(Keys.WINDOW),
                config.get(Keys.GRACE),
                config.get(Keys.MAX_CLOCK_SKEW),
                config.get(Keys.OLDEST_EVENT),
                config.get(Keys.WATERMARK_FROM),
                config.get(Keys.MAX_JUMP));
        return new Time(rules, config.get(Keys.IDLE_TIMEOUT), config.get(Keys.ALL_IDLE));
    }

    private static TopologySettings.Sessions sessions(Config config) {
        return new TopologySettings.Sessions(
                config.get(Keys.SESSION_GAP),
                set(config.get(Keys.CLICK_EVENTS)),
                set(config.get(Keys.IMPRESSION_EVENTS)),
                set(config.get(Keys.CONVERSION_EVENTS)));
    }

    private static TopologySettings.Bots bots(Config config) {
        return new TopologySettings.Bots(
                config.get(Keys.VOLUME_PER_MINUTE),
                config.get(Keys.VOLUME_PER_HOUR),
                config.get(Keys.BURST_GAPS),
                config.get(Keys.BURST_BELOW),
                config.get(Keys.USER_AGENT),
                set(config.get(Keys.AUTOMATIC_EVENTS)));
    }

    private static Streams streams(Config config, Path dataDir) {
        return new Streams(
                config.find(Keys.STATE_DIR).orElseGet(() -> dataDir.resolve("state")),
                config.get(Keys.STANDBYS),
                config.get(Keys.ROCKSDB_MEGABYTES) * MEGABYTE,
                config.get(Keys.THREADS),
                config.get(Keys.COMMIT_INTERVAL),
                config.get(Keys.CACHE_MEGABYTES) * MEGABYTE,
                config.get(Keys.TRANSACTION_TIMEOUT),
                config.get(Keys.THREAD_REPLACEMENTS),
                config.get(Keys.CLOSE_TIMEOUT));
    }

    private static Http http(Config config) {
        return new Http(
                config.get(Keys.LISTEN),
                config.isDefault(Keys.LISTEN),
                config.find(Keys.ADVERTISED),
                config.get(Keys.QUERY_TIMEOUT),
                config.get(Keys.MAX_REQUEST_BYTES),
                config.get(Keys.MAX_STREAM_CLIENTS));
    }

    private static Set<String> set(List<String> names) {
        return Set.copyOf(names);
    }
}
