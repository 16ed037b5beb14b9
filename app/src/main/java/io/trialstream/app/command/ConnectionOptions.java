package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.DataOption;
import io.trialstream.app.config.Config;
import io.trialstream.app.config.ConfigLoader;
import io.trialstream.app.config.Key;
import io.trialstream.app.config.Keys;
import io.trialstream.app.config.RunConfig;
import io.trialstream.platform.Endpoints;
import io.trialstream.schemas.serde.AvroSerdeConfig;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where the system is that a command talks to, for a picocli mixin: flags, else the configuration, else {@code
 * DIR/endpoints.json}. There is no default address, so that a command never meets the system of another data folder by
 * chance.
 */
public final class ConnectionOptions {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration of run, YAML: topic name, client security, time rules.")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key, over the file; repeatable.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Brokers.")
    private @Nullable String bootstrap;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry.")
    private @Nullable String registry;

    @Option(names = "--url", paramLabel = "URL", description = "HTTP interface of a running instance.")
    private @Nullable URI url;

    private @Nullable Config config;

    /** The data folder, absolute. */
    public Path directory() {
        return data.directory();
    }

    /** What {@code run} would be told with the same folder and file. */
    public RunConfig run() {
        return RunConfig.of(config(), directory());
    }

    /** What {@code run} would be told without the single keys that this command sets over it. */
    public RunConfig runWithoutSettings() {
        return RunConfig.of(base().load(), directory());
    }

    /** Brokers. @throws CommandFailure where nobody has said where they are */
    public String bootstrap() {
        return known(Keys.BOOTSTRAP, "broker", "--bootstrap HOST:PORT");
    }

    /** The registry's address. @throws CommandFailure where nobody has said where it is */
    public String registryUrl() {
        known(Keys.REGISTRY_URL, "schema registry", "--registry URL");
        return config().get(Keys.REGISTRY_URL).toString();
    }

    /** A client of the registry. */
    public SchemaRegistryClient registry() {
        return new SchemaRegistryClient(new AvroSerdeConfig(serdeProperties()));
    }

    /** Properties of the serde: the address, and what the configuration adds. */
    public Map<String, String> serdeProperties() {
        Map<String, String> properties = new HashMap<>();
        properties.put(AvroSerdeConfig.URL, registryUrl());
        properties.putAll(config().properties(Keys.REGISTRY_PROPERTIES));
        return properties;
    }

    /** Properties every Kafka client starts from: the address, and what the configuration adds (security, for one). */
    public Map<String, Object> kafkaProperties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        properties.putAll(config().properties(Keys.KAFKA_PROPERTIES));
        return properties;
    }

    /** The HTTP interface of a running instance, where it is known. */
    public Optional<HttpApi> findHttp() {
        Optional<URI> base = Optional.ofNullable(url)
                .or(() -> Endpoints.read(directory()).http().map(URI::create));
        return base.map(HttpApi::new);
    }

    /** The HTTP interface of a running instance. @throws CommandFailure where nobody has said where it is */
    public HttpApi http() {
        return findHttp().orElseThrow(() -> unknown("running instance", "--url URL"));
    }

    private String known(Key<?> key, String what, String flag) {
        if (config().isDefault(key)) {
            throw unknown(what, flag);
        }
        return String.valueOf(config().get(key));
    }

    private CommandFailure unknown(String what, String flag) {
        return new CommandFailure("expected a " + what + " in " + directory().resolve("endpoints.json") + " or by "
                + flag + ", found neither");
    }

    private Config config() {
        Config loaded = config;
        if (loaded == null) {
            loaded = base().flags(values)
                    .flag("--bootstrap", Keys.BOOTSTRAP, bootstrap)
                    .flag("--registry", Keys.REGISTRY_URL, registry)
                    .load();
            config = loaded;
        }
        return loaded;
    }

    private ConfigLoader base() {
        return new ConfigLoader().endpoints(directory()).file(file).environment(System.getenv());
    }
}
