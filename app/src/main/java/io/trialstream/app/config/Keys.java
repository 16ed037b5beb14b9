package io.trialstream.app.config;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.trialstream.topology.settings.TopologySettings.IngestTime;
import io.trialstream.topology.settings.TopologySettings.WatermarkFrom;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every key there is. The documentation page and the checks for unknown keys are made from this list. */
public final class Keys {
    private static final List<Key<?>> ALL = new ArrayList<>();
    private static final Duration YEAR = ofDays(366);

    /** What to do when every partition has fallen silent. */
    public enum AllIdle {
        /** Nothing: event time stands still. */
        HOLD,
        /** Event time follows this machine's clock. */
        WALL_CLOCK
    }

    public static final Key<String> APPLICATION_ID = define(
            "application.id",
            ValueType.matching("[A-Za-z0-9._-]{1,100}"),
            "trialstream",
            "Names the consumer group, the transactions and the internal topics; another name is another application with a state of its own.");

    public static final Key<String> BOOTSTRAP = define(
            "kafka.bootstrap",
            ValueType.text(),
            "127.0.0.1:9092",
            "Brokers to begin with, comma-separated; when unset, what the data folder's endpoints.json says comes before the default.");
    public static final Key<Duration> KAFKA_TIMEOUT = define(
            "kafka.timeout",
            ValueType.duration(ofSeconds(1), ofMinutes(10)),
            "PT30S",
            "How long brokers and registry may take to answer the checks at start.");

    public static final Key<URI> REGISTRY_URL = define(
            "registry.url",
            ValueType.httpUrl(),
            "http://127.0.0.1:8081",
            "Base URL of a schema registry with the Confluent REST API; when unset, what the data folder's endpoints.json says comes before the default.");
    public static final Key<String> REGISTRY_SERDE = define(
            "registry.serde",
            ValueType.matching("[A-Za-z0-9_.$]+"),
            "io.trialstream.schemas.serde.AvroSerde",
            "Class that reads and writes records: a Kafka Serde in the Confluent wire format, on the class path.");

    public static final Key<String> INPUT_TOPIC =
            define("input.topic", ValueType.matching("[A-Za-z0-9._-]{1,249}"), "replay-user-events", "The raw topic.");
    public static final Key<String> INPUT_FORMAT = define(
            "input.format",
            ValueType.only("avro", "the only format of this release"),
            "avro",
            "How the raw topic's values are written.");
    public static final Key<String> INPUT_KEYED = define(
            "input.keyed-by-user",
            ValueType.only("true", "a producer that keys otherwise is not served by this release"),
            "true",
            "Whether the raw topic's record key is the unit.");
    public static final Key<IngestTime> INGEST_TIME = define(
            "input.ingest-time",
            ValueType.oneOf(IngestTime.class),
            "log-append",
            "Where an event's ingest time is read: the broker's append time, the header trialstream-ingest, or nowhere, which leaves out the check for clocks that run ahead.");
    public static final Key<Boolean> MARKERS = define(
            "input.markers",
            ValueType.onOff(),
            "on",
            "Whether facts and idle rulings may be written into the raw topic; off: no relay, no rulings, and no promise that a replay is equal.");

    public static final Key<Duration> WINDOW = define(
            "time.window",
            ValueType.duration(ofSeconds(1), ofDays(1)),
            "PT15M",
            "Length of a window; divides an hour, or is whole hours.");
    public static final Key<Duration> GRACE = define(
            "time.grace",
            ValueType.duration(ZERO, ofDays(7)),
            "PT10M",
            "How long after its end a window still takes events, in event time.");
    public static final Key<Duration> MAX_CLOCK_SKEW = define(
            "time.max-clock-skew",
            ValueType.duration(ZERO, ofDays(1)),
            "PT5M",
            "How far an event may lie ahead of its ingest time before it is invalid.");
    public static final Key<Instant> OLDEST_EVENT =
            define("time.oldest-event", ValueType.instant(), "2000-01-01T00:00:00Z", "Events before this are invalid.");
    public static final Key<WatermarkFrom> WATERMARK_FROM = define(
            "time.watermark-from",
            ValueType.oneOf(WatermarkFrom.class),
            "events",
            "What moves event time: events and watermark records, or watermark records alone.");
    public static final Key<Duration> MAX_JUMP = define(
            "time.max-jump",
            ValueType.duration(ofMillis(1), YEAR),
            "PT1H",
            "How far ahead of the watermark the events of a single unit can move it.");
    public static final Key<Duration> IDLE_TIMEOUT = define(
            "time.idle-timeout",
            ValueType.duration(ofMillis(100), ofDays(1)),
            "PT1M",
            "How long a partition that is read to its end may be silent, by this machine's clock, before it adopts the others' event time.");
    public static final Key<AllIdle> ALL_IDLE = define(
            "time.all-idle",
            ValueType.oneOf(AllIdle.class),
            "hold",
            "What happens to event time when all partitions are silent: it stands, or it follows this machine's clock, idle-timeout behind.");

    public static final Key<Duration> DEDUPE_MEMORY = define(
            "dedupe.memory",
            ValueType.duration(ofMillis(1), ofDays(31)),
            "PT24H",
            "How long an accepted event's id is remembered, in event time.");

    public static final Key<Duration> SESSION_GAP = define(
            "sessions.gap", ValueType.duration(ofMillis(1), ofDays(1)), "PT30M", "A longer silence ends a session.");
    public static final Key<List<String>> CLICK_EVENTS = define(
            "sessions.click-events",
            ValueType.names(),
            "click_recipe,click_bookmark,click_like,ad_click",
            "Events counted as a session's clicks.");
    public static final Key<List<String>> IMPRESSION_EVENTS = define(
            "sessions.impression-events",
            ValueType.names(),
            "ad_impression",
            "Events counted as a session's impressions.");
    public static final Key<List<String>> CONVERSION_EVENTS = define(
            "sessions.conversion-events",
            ValueType.names(),
            "click_bookmark,write_comment,create_recipe",
            "Events counted as a session's conversions.");

    public static final Key<Integer> VOLUME_PER_MINUTE =
            count("bots.rules.volume.per-minute", "300", "Acts in a minute that are still a person's.");
    public static final Key<Integer> VOLUME_PER_HOUR =
            count("bots.rules.volume.per-hour", "10000", "Acts in an hour that are still a person's.");
    public static final Key<Integer> BURST_GAPS =
            count("bots.rules.burst-interval.gaps", "10", "Short gaps between acts within an hour that prove a bot.");
    public static final Key<Duration> BURST_BELOW = define(
            "bots.rules.burst-interval.below",
            ValueType.duration(ofMillis(1), ofMinutes(1)),
            "PT0.01S",
            "A gap between two acts is short when it is less than this.");
    public static final Key<Boolean> USER_AGENT = define(
            "bots.rules.user-agent.enabled",
            ValueType.onOff(),
            "on",
            "Whether known crawlers and headless clients are bots by their user agent.");
    public static final Key<List<String>> AUTOMATIC_EVENTS = define(
            "bots.automatic-events",
            ValueType.names(),
            "heartbeat,load_asset,ad_impression",
            "Events a page causes by itself; only ten times the volume bounds make them a bot's.");

    public static final Key<Path> METRICS_FILE = define(
            "metrics.file",
            ValueType.path(),
            null,
            "The metric registry, relative to the working directory; unset: the one that ships with Trialstream.");

    public static final Key<Duration> SCORECARD_EVERY = define(
            "scorecard.every",
            ValueType.duration(ofMillis(50), ofHours(1)),
            "PT1S",
            "Time between scorecards, by this machine's clock.");

    public static final Key<Integer> MERGE_PARTITIONS = define(
            "merge.partitions",
            ValueType.integer(1, 4),
            "1",
            "Partitions of the merge, over which experiments are spread; fixed once there is state.");

    public static final Key<Boolean> CLEAN_EVENTS =
            define("outputs.clean-events", ValueType.onOff(), "on", "Whether the topic clean-events is written.");

    public static final Key<Path> STATE_DIR = define(
            "state.dir",
            ValueType.path(),
            null,
            "Folder of the local state, used by one process at a time; unset: state in the data folder (.trialstream/state).");
    public static final Key<Integer> STANDBYS = define(
            "state.standbys",
            ValueType.integer(0, 5),
            "0",
            "Copies of each state store that other instances keep warm.");

    public static final Key<Integer> ROCKSDB_MEGABYTES = define(
            "state.rocksdb-megabytes",
            ValueType.integer(16, 65_536),
            "192",
            "Memory outside the heap for blocks and write buffers of all state stores together.");

    public static final Key<Integer> THREADS =
            define("streams.threads", ValueType.integer(1, 64), "2", "Threads that process events.");
    public static final Key<Duration> COMMIT_INTERVAL = define(
            "streams.commit-interval",
            ValueType.duration(ofMillis(50), ofSeconds(30)),
            "PT0.5S",
            "Time between transactions: what is written becomes visible that much later, and shorter ones write more bytes.");
    public static final Key<Integer> CACHE_MEGABYTES = define(
            "streams.cache-megabytes",
            ValueType.integer(0, 65_536),
            "64",
            "Heap for the record caches of the state stores, all threads together.");
    public static final Key<Duration> TRANSACTION_TIMEOUT = define(
            "streams.transaction-timeout",
            ValueType.duration(ofSeconds(10), ofMinutes(15)),
            "PT1M",
            "How long a stalled transaction lives; must not exceed the brokers' transaction.max.timeout.ms.");
    public static final Key<Integer> THREAD_REPLACEMENTS = define(
            "streams.thread-replacements",
            ValueType.integer(0, 1_000),
            "5",
            "How many threads that died of a passing error are replaced within ten minutes before the process gives up.");
    public static final Key<Duration> CLOSE_TIMEOUT = define(
            "streams.close-timeout",
            ValueType.duration(ofSeconds(1), ofMinutes(10)),
            "PT20S",
            "How long an orderly shutdown may take.");

    public static final Key<Integer> RELAY_BATCH = define(
            "relay.batch",
            ValueType.integer(1, 10_000),
            "500",
            "Facts carried into the raw topic before their offsets are committed, at most.");
    public static final Key<Duration> RELAY_BACKOFF = define(
            "relay.max-backoff",
            ValueType.duration(ofMillis(100), ofMinutes(10)),
            "PT15S",
            "Longest pause before the relay tries again after an error.");

    public static final Key<HostPort> LISTEN = define(
            "http.listen",
            ValueType.hostPort(),
            "127.0.0.1:8080",
            "Where HTTP is served; the default port is replaced by a free one when it is busy, a port that was set is not.");
    public static final Key<HostPort> ADVERTISED = define(
            "http.advertised", ValueType.hostPort(), null, "Where other instances reach this one; unset: as listened.");
    public static final Key<Duration> QUERY_TIMEOUT = define(
            "http.query-timeout",
            ValueType.duration(ofMillis(10), ofMinutes(1)),
            "PT2S",
            "How long a question to the state stores may take.");
    public static final Key<Integer> MAX_REQUEST_BYTES = define(
            "http.max-request-bytes",
            ValueType.integer(1_024, 1_048_576),
            "16384",
            "Largest request line with its headers; larger ones are refused.");
    public static final Key<Integer> MAX_STREAM_CLIENTS = define(
            "http.max-stream-clients",
            ValueType.integer(0, 1_000),
            "32",
            "Clients of /api/v1/stream at a time; each holds a thread.");

    /** Prefix of properties handed to every Kafka client and to Streams as they are; they win over what Trialstream sets. */
    public static final String KAFKA_PROPERTIES = "kafka.properties";
    /** Prefix of properties handed to the serde as they are. */
    public static final String REGISTRY_PROPERTIES = "registry.properties";

    /** Prefixes whose members pass through unchecked. */
    public static final List<String> PASS_THROUGH = List.of(KAFKA_PROPERTIES, REGISTRY_PROPERTIES);

    private Keys() {}

    /** All keys, in the order of the documentation. */
    public static List<Key<?>> all() {
        return List.copyOf(ALL);
    }

    private static Key<Integer> count(String name, String defaultText, String doc) {
        return define(name, ValueType.integer(1, 1_000_000_000), defaultText, doc);
    }

    private static <T> Key<T> define(String name, ValueType<T> type, @Nullable String defaultText, String doc) {
        Key<T> key = new Key<>(name, type, defaultText, doc);
        ALL.add(key);
        return key;
    }
}
