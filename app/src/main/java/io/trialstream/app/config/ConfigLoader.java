package io.trialstream.app.config;

import io.trialstream.platform.Endpoints;
import io.trialstream.yaml.Nearest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lays the sources over each other: defaults, {@code endpoints.json} (addresses only), file, environment, flags. Later ones
 * win, key by key.
 */
public final class ConfigLoader {
    /** Variables of ours that are no keys: the launcher's. */
    private static final Set<String> LAUNCHER_VARIABLES =
            Set.of("TRIALSTREAM_HOME", "TRIALSTREAM_JAVA_OPTS", "TRIALSTREAM_MAVEN_OPTS");
    /** What the files of connect-config/trialstream ask the Connect worker's environment for, which may be this one. */
    private static final Set<String> CONNECTOR_VARIABLES = Set.of(
            "TRIALSTREAM_S3_BUCKET",
            "TRIALSTREAM_S3_ENDPOINT",
            "TRIALSTREAM_S3_REGION",
            "TRIALSTREAM_S3_ACCESS_KEY_ID",
            "TRIALSTREAM_S3_SECRET_ACCESS_KEY");
    /** What Kubernetes gives every container when a service is called trialstream. */
    private static final String SERVICE_LINK = "TRIALSTREAM_(SERVICE_(HOST|PORT(_.*)?)|PORT(_[0-9].*)?)";

    private final Map<String, Config.Entry> entries = new LinkedHashMap<>();

    /** The addresses a platform on this data folder has written down. */
    public ConfigLoader endpoints(Path directory) {
        Endpoints endpoints = Endpoints.read(directory);
        Origin origin = Origin.endpoints(directory);
        endpoints.bootstrap().ifPresent(text -> set(Keys.BOOTSTRAP.name(), text, origin));
        endpoints.registry().ifPresent(text -> set(Keys.REGISTRY_URL.name(), text, origin));
        return this;
    }

    /**
     * A configuration file.
     *
     * @param file YAML; null: none
     * @throws ConfigException naming file and line
     */
    public ConfigLoader file(@Nullable Path file) {
        if (file != null) {
            ConfigFile.read(file).forEach((name, entry) -> set(name, entry.text(), entry.origin()));
        }
        return this;
    }

    /**
     * {@code TRIALSTREAM_…} variables.
     *
     * @param variables the process's environment
     */
    public ConfigLoader environment(Map<String, String> variables) {
        Map<String, String> names = Keys.all().stream().collect(Collectors.toMap(Key::variable, Key::name));
        variables.forEach((variable, text) -> {
            if (variable.startsWith(Key.VARIABLE_PREFIX) && !isForeign(variable)) {
                set(nameOf(variable, names), text, Origin.environment(variable));
            }
        });
        return this;
    }

    /**
     * Keys set on the command line.
     *
     * @param values by key name, from {@code --set a.b-c=value}
     */
    public ConfigLoader flags(Map<String, String> values) {
        values.forEach((name, text) -> set(name, text, Origin.flag("--set " + name)));
        return this;
    }

    /**
     * A flag with a name of its own.
     *
     * @param text null: not given
     */
    public ConfigLoader flag(String flag, Key<?> key, @Nullable String text) {
        if (text != null) {
            set(key.name(), text, Origin.flag(flag));
        }
        return this;
    }

    /**
     * What is in force.
     *
     * @throws ConfigException naming the first value that is not what its key expects
     */
    public Config load() {
        for (Key<?> key : Keys.all()) {
            Config.Entry entry = entries.get(key.name());
            if (entry != null) {
                check(key, entry);
            }
        }
        return new Config(entries);
    }

    private static void check(Key<?> key, Config.Entry entry) {
        String text = entry.text();
        boolean mayBeUnset = key.defaultText() == null;
        if (text == null ? !mayBeUnset : key.type().parse(text) == null) {
            throw new ConfigException(entry.origin() + ": " + key.name() + ": expected "
                    + key.type().expected() + ", found " + (text == null ? "nothing" : "'" + text + "'"));
        }
    }

    private void set(String name, @Nullable String text, Origin origin) {
        boolean known = Keys.all().stream().anyMatch(key -> key.name().equals(name))
                || Keys.PASS_THROUGH.stream().anyMatch(prefix -> name.startsWith(prefix + "."));
        if (!known) {
            throw new ConfigException(origin + ": unknown key " + name + suggestion(name));
        }
        entries.put(name, new Config.Entry(text, origin));
    }

    private static String suggestion(String name) {
        List<String> names = Keys.all().stream().map(Key::name).toList();
        Optional<String> near = Nearest.of(name, names);
        return near.map(other -> "; the nearest known key is " + other).orElse("");
    }

    private static String nameOf(String variable, Map<String, String> names) {
        String known = names.get(variable);
        if (known != null) {
            return known;
        }
        for (String prefix : Keys.PASS_THROUGH) {
            String start = Key.variable(prefix) + "_";
            if (variable.startsWith(start)) {
                return prefix + "." + lowerDotted(variable.substring(start.length()));
            }
        }
        return lowerDotted(variable.substring(Key.VARIABLE_PREFIX.length()));
    }

    /** Kafka's keys have dots and no hyphens, so for what passes through this is unambiguous. */
    private static String lowerDotted(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static boolean isForeign(String variable) {
        return LAUNCHER_VARIABLES.contains(variable)
                || CONNECTOR_VARIABLES.contains(variable)
                || variable.matches(SERVICE_LINK);
    }
}
