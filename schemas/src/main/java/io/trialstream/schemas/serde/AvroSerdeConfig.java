package io.trialstream.schemas.serde;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach the registry. Keys that Confluent's serdes have bear Confluent's names and defaults, so that either
 * class takes the same map; keys it does not know are ignored, as Kafka's clients pass everything on. Settings of
 * Confluent's that would change a subject or a schema and are not supported here are refused, not ignored.
 *
 * <p>The defaults bound one call to the registry to 4 × 2 s of requests and .7 s of pauses, below the 10 s after which
 * a broker aborts a Streams transaction.
 */
public final class AvroSerdeConfig extends AbstractConfig {
    /** Base addresses, comma-separated, paths allowed; tried in order, the last that answered first. */
    public static final String URL = "schema.registry.url";
    /** Where basic-auth credentials come from: {@code URL} or {@code USER_INFO}. */
    public static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    /** {@code user:password}, where the source is {@code USER_INFO}. */
    public static final String USER_INFO = "basic.auth.user.info";
    /** Whether the serializer registers schemas the registry does not have. */
    public static final String AUTO_REGISTER = "auto.register.schemas";
    /** Ours. Milliseconds to establish a connection. */
    public static final String CONNECT_TIMEOUT_MS = "schema.registry.connect.timeout.ms";
    /** Ours. Milliseconds for one request, body included. */
    public static final String REQUEST_TIMEOUT_MS = "schema.registry.request.timeout.ms";
    /** Ours. Attempts after the first, over all addresses together. */
    public static final String RETRIES = "schema.registry.retries";
    /** Ours. Milliseconds before the first retry; doubles with each. */
    public static final String BACKOFF_MS = "schema.registry.retry.backoff.ms";
    /** Ours. The longest pause between two attempts, in milliseconds. */
    public static final String BACKOFF_MAX_MS = "schema.registry.retry.backoff.max.ms";
    /** Ours. Schemas kept in memory, by id; as many ids, by subject and schema. */
    public static final String CACHE_CAPACITY = "schema.registry.cache.capacity";
    /** Ours. Milliseconds for which "unknown" is remembered. */
    public static final String MISSING_CACHE_MS = "schema.registry.missing.cache.ms";
    /** Ours. A {@link SchemaRegistryClient} to share between serdes; the other keys are then not looked at. */
    public static final String CLIENT = "schema.registry.client";

    private static final String TOPIC_NAME_STRATEGY = "io.confluent.kafka.serializers.subject.TopicNameStrategy";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(URL, Type.LIST, ConfigDef.NO_DEFAULT_VALUE, Importance.HIGH, "Base addresses of the registry.")
            .define(
                    CREDENTIALS_SOURCE,
                    Type.STRING,
                    "URL",
                    ValidString.in("URL", "USER_INFO"),
                    Importance.MEDIUM,
                    "Where basic-auth credentials come from.")
            .define(USER_INFO, Type.PASSWORD, "", Importance.MEDIUM, "user:password")
            .define(AUTO_REGISTER, Type.BOOLEAN, true, Importance.MEDIUM, "Register schemas the registry lacks.")
            .define(CONNECT_TIMEOUT_MS, Type.INT, 2_000, Range.between(1, 600_000), Importance.LOW, "Per connection.")
            .define(REQUEST_TIMEOUT_MS, Type.INT, 2_000, Range.between(1, 600_000), Importance.LOW, "Per request.")
            .define(RETRIES, Type.INT, 3, Range.between(0, 1_000), Importance.LOW, "Attempts after the first.")
            .define(BACKOFF_MS, Type.INT, 100, Range.between(0, 600_000), Importance.LOW, "Before the first retry.")
            .define(BACKOFF_MAX_MS, Type.INT, 1_000, Range.between(0, 600_000), Importance.LOW, "Longest pause.")
            .define(CACHE_CAPACITY, Type.INT, 1_000, Range.between(1, 1_000_000), Importance.LOW, "Schemas kept.")
            .define(
                    MISSING_CACHE_MS,
                    Type.INT,
                    10_000,
                    Range.between(0, 3_600_000),
                    Importance.LOW,
                    "Unknown ids kept.")
            .define(
                    "use.latest.version",
                    Type.BOOLEAN,
                    false,
                    AvroSerdeConfig::refuseTrue,
                    Importance.LOW,
                    "Not supported.")
            .define(
                    "key.subject.name.strategy",
                    Type.STRING,
                    TOPIC_NAME_STRATEGY,
                    ValidString.in(TOPIC_NAME_STRATEGY),
                    Importance.LOW,
                    "<topic>-key")
            .define(
                    "value.subject.name.strategy",
                    Type.STRING,
                    TOPIC_NAME_STRATEGY,
                    ValidString.in(TOPIC_NAME_STRATEGY),
                    Importance.LOW,
                    "<topic>-value");

    /**
     * @param values keys as above; others are ignored
     * @throws ConfigException if a value is missing, malformed or out of its range
     */
    public AvroSerdeConfig(Map<String, ?> values) {
        super(DEFINITION, values, false);
        baseUris();
    }

    /** The keys, for others who add their own; a new copy each time. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** The base addresses, without credentials and without a slash at the end; never empty. */
    public List<URI> baseUris() {
        List<URI> uris = new ArrayList<>();
        for (String address : getList(URL)) {
            uris.add(withoutUserInfo(parse(address)));
        }
        if (uris.isEmpty()) {
            throw new ConfigException(URL, "", "expected at least one address");
        }
        return List.copyOf(uris);
    }

    /** {@code user:password}, or the empty string where the registry is open. */
    Password userInfo() {
        if (getString(CREDENTIALS_SOURCE).equals("USER_INFO")) {
            Password given = getPassword(USER_INFO);
            if (given.value().isEmpty()) {
                throw new ConfigException(USER_INFO, "", "expected user:password, as " + CREDENTIALS_SOURCE + " says");
            }
            return given;
        }
        String fromUrl = parse(getList(URL).get(0)).getUserInfo();
        return new Password(fromUrl == null ? "" : fromUrl);
    }

    Duration duration(String key) {
        return Duration.ofMillis(getInt(key));
    }

    private static URI parse(String address) {
        try {
            URI uri = new URI(address.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Not passed on: its message repeats the address, and the address may hold a password.
        }
        throw new ConfigException(URL + ": expected http(s)://host[:port][/path], found something else");
    }

    private static URI withoutUserInfo(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
    }

    private static void refuseTrue(String key, Object value) {
        if (Boolean.TRUE.equals(value)) {
            throw new ConfigException(key, value, "not supported: records are written with their own class's schema");
        }
    }
}
