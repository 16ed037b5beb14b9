package io.trialstream.connect.s3;

import io.trialstream.connect.s3.store.S3Settings;
import io.trialstream.connect.s3.store.S3Settings.Keys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The connector's own keys; Connect's (topics, converters, consumer overrides) come beside them. */
public final class S3SinkConfig extends AbstractConfig {
    /** The bucket; it must exist. */
    public static final String BUCKET = "s3.bucket";
    /** {@code http(s)://host[:port]} of a store other than AWS; empty: AWS. */
    public static final String ENDPOINT = "s3.endpoint";

    public static final String REGION = "s3.region";
    /** Empty, with the secret: the AWS SDK's default chain. */
    public static final String ACCESS_KEY_ID = "s3.access.key.id";

    public static final String SECRET_ACCESS_KEY = "s3.secret.access.key";
    /** Whether the bucket stands in the path, as most stores other than AWS want it. */
    public static final String PATH_STYLE = "s3.path.style";
    /** What all keys begin with; no slash at its ends. */
    public static final String PREFIX = "prefix";
    /** Whose local time names the directories. */
    public static final String TIMEZONE = "timezone";
    /** Where the value has its event time, names joined by dots; empty: by ingest time. */
    public static final String TIMESTAMP_FIELD = "timestamp.field";
    /** Fields whose maps are written as strings that hold JSON, at any depth. */
    public static final String JSON_TEXT_FIELDS = "json.text.fields";
    /** What becomes of null values: {@code skip} or {@code archive}. */
    public static final String NULL_VALUES = "null.values";
    /** Offsets of a block. Another number is another set of objects. */
    public static final String BLOCK_OFFSETS = "block.offsets";
    /** Milliseconds without a record after which an open block is written as it is. */
    public static final String FLUSH_IDLE_MS = "flush.idle.ms";
    /** Milliseconds that the oldest unwritten record may wait. */
    public static final String FLUSH_MAX_AGE_MS = "flush.max.age.ms";
    /** Bytes of heap for lines, of one task. */
    public static final String BUFFER_MAX_BYTES = "buffer.max.bytes";
    /** Objects that a task writes at once. */
    public static final String UPLOAD_THREADS = "upload.threads";
    /** Attempts of one request before the task pauses. */
    public static final String UPLOAD_ATTEMPTS = "upload.attempts";
    /** Milliseconds for one request with all its attempts. */
    public static final String UPLOAD_TIMEOUT_MS = "upload.timeout.ms";

    static final String SKIP = "skip";
    static final String ARCHIVE = "archive";

    private static final long MEBIBYTE = 1024 * 1024;

    static final ConfigDef DEFINITION = store(format(blocks(new ConfigDef())));

    /**
     * @param values keys as above; others are ignored
     * @throws ConfigException if a value is missing, malformed or out of its range
     */
    public S3SinkConfig(Map<String, String> values) {
        super(DEFINITION, values, false);
    }

    private static ConfigDef store(ConfigDef keys) {
        Group group = new Group(keys, "Store");
        group.define(
                BUCKET,
                Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                Formats::bucket,
                Importance.HIGH,
                "The bucket. It must exist.");
        group.define(
                ENDPOINT,
                Type.STRING,
                "",
                Formats::endpoint,
                Importance.HIGH,
                "http(s)://host[:port] of a store other than AWS. Empty: AWS, by region.");
        group.define(REGION, Type.STRING, "us-east-1", Formats::region, Importance.HIGH, "The bucket's region.");
        group.define(
                ACCESS_KEY_ID,
                Type.PASSWORD,
                "",
                null,
                Importance.HIGH,
                "Access key. Empty, with the secret: the AWS SDK's default chain.");
        group.define(SECRET_ACCESS_KEY, Type.PASSWORD, "", null, Importance.HIGH, "The access key's secret.");
        group.define(
                PATH_STYLE,
                Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Bucket in the path and not in the host name, as most stores other than AWS want it.");
        group.define(
                UPLOAD_THREADS,
                Type.INT,
                4,
                Range.between(1, 64),
                Importance.LOW,
                "Objects that a task writes at once.");
        group.define(
                UPLOAD_ATTEMPTS,
                Type.INT,
                5,
                Range.between(1, 20),
                Importance.LOW,
                "Attempts of one request, with exponential back-off, before the task pauses and tries again.");
        group.define(
                UPLOAD_TIMEOUT_MS,
                Type.INT,
                30_000,
                Range.between(1_000, 240_000),
                Importance.LOW,
                "Milliseconds for one request with all its attempts; below the consumer's session time-out.");
        return keys;
    }

    private static ConfigDef format(ConfigDef keys) {
        Group group = new Group(keys, "Format");
        group.define(
                PREFIX,
                Type.STRING,
                "staging_area",
                Formats::prefix,
                Importance.MEDIUM,
                "What all keys begin with, without a slash at its ends. Empty: nothing.");
        group.define(
                TIMEZONE,
                Type.STRING,
                "UTC",
                Formats::zone,
                Importance.MEDIUM,
                "Whose local time names the directories.");
        group.define(
                TIMESTAMP_FIELD,
                Type.STRING,
                "",
                Formats::fieldPath,
                Importance.HIGH,
                "Where the value has its event time: names joined by dots, as event.timestamp. A timestamp, a whole number"
                        + " of milliseconds since 1970, or ISO-8601 text with offset. Empty, or not there: the record's"
                        + " own timestamp.");
        group.define(
                JSON_TEXT_FIELDS,
                Type.LIST,
                List.of(),
                null,
                Importance.MEDIUM,
                "Fields whose maps are written as strings that hold JSON, at any depth.");
        group.define(
                NULL_VALUES,
                Type.STRING,
                SKIP,
                ValidString.in(SKIP, ARCHIVE),
                Importance.MEDIUM,
                "Null values: skip, or archive, which writes markers and tombstones as lines too.");
        return keys;
    }

    private static ConfigDef blocks(ConfigDef keys) {
        Group group = new Group(keys, "Blocks");
        group.define(
                BLOCK_OFFSETS,
                Type.LONG,
                20_000L,
                Range.between(1, 10_000_000),
                Importance.MEDIUM,
                "Offsets of a block, which makes one object for each directory in it. Another number is another set of"
                        + " objects: change it together with the prefix.");
        group.define(
                FLUSH_IDLE_MS,
                Type.LONG,
                5_000L,
                Range.between(100, 3_600_000),
                Importance.MEDIUM,
                "Milliseconds without a record after which an open block is written as it is.");
        group.define(
                FLUSH_MAX_AGE_MS,
                Type.LONG,
                60_000L,
                Range.between(100, 86_400_000),
                Importance.MEDIUM,
                "Milliseconds that the oldest unwritten record of an open block may wait.");
        group.define(
                BUFFER_MAX_BYTES,
                Type.LONG,
                32 * MEBIBYTE,
                Range.between(MEBIBYTE, 64 * 1024 * MEBIBYTE),
                Importance.MEDIUM,
                "Bytes of heap for a task's lines; what is more goes to temporary files.");
        return keys;
    }

    /** Defines keys in their order within a group. */
    private static final class Group {
        private final ConfigDef keys;
        private final String name;
        private int order;

        Group(ConfigDef keys, String name) {
            this.keys = keys;
            this.name = name;
        }

        void define(
                String key,
                Type type,
                Object defaultValue,
                ConfigDef.@Nullable Validator validator,
                Importance importance,
                String documentation) {
            keys.define(
                    key, type, defaultValue, validator, importance, documentation, name, order++, Width.MEDIUM, key);
        }
    }

    S3Settings store() {
        String endpoint = getString(ENDPOINT);
        Password id = getPassword(ACCESS_KEY_ID);
        return new S3Settings(
                getString(BUCKET),
                endpoint.isEmpty() ? null : URI.create(endpoint),
                getString(REGION),
                id.value().isEmpty() ? null : new Keys(id, getPassword(SECRET_ACCESS_KEY)),
                getBoolean(PATH_STYLE),
                getInt(UPLOAD_THREADS),
                getInt(UPLOAD_ATTEMPTS),
                Duration.ofMillis(getInt(UPLOAD_TIMEOUT_MS)));
    }

    ZoneId zone() {
        return ZoneId.of(getString(TIMEZONE));
    }

    List<String> timestampPath() {
        String path = getString(TIMESTAMP_FIELD);
        return path.isEmpty() ? List.of() : List.of(path.split("\\."));
    }

    Set<String> jsonTextFields() {
        return Set.copyOf(getList(JSON_TEXT_FIELDS));
    }

    boolean archivesNulls() {
        return getString(NULL_VALUES).equals(ARCHIVE);
    }

    static Path spillFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
