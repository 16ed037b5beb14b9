package io.trialstream.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** {@code docker/compose.yaml}, with the variables of {@code docker/.env} put in. */
final class ComposeFile {
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)}");

    private final Map<?, ?> services;

    private ComposeFile(Map<?, ?> services) {
        this.services = services;
    }

    static Path folder() {
        return UnpackedImage.home().resolve("docker");
    }

    /** @throws IllegalStateException where it names a variable that {@code .env} does not have */
    static ComposeFile read() throws IOException {
        Properties variables = new Properties();
        try (var reader = Files.newBufferedReader(folder().resolve(".env"))) {
            variables.load(reader);
        }
        String text = VARIABLE.matcher(Files.readString(folder().resolve("compose.yaml")))
                .replaceAll(match -> {
                    String value = variables.getProperty(match.group(1));
                    if (value == null) {
                        throw new IllegalStateException("compose.yaml: no " + match.group(1) + " in .env");
                    }
                    return Matcher.quoteReplacement(value);
                });
        return parse(text);
    }

    /** A compose file without variables. */
    static ComposeFile parse(String text) {
        return new ComposeFile((Map<?, ?>) new Yaml().<Map<?, ?>>load(text).get("services"));
    }

    /** Names of the services. */
    Set<String> names() {
        return strings(services).keySet();
    }

    /** What the file says of a service under a name; null where nothing. */
    Object member(String service, String name) {
        return ((Map<?, ?>) services.get(service)).get(name);
    }

    String text(String service, String name) {
        return String.valueOf(member(service, name));
    }

    /** A member's elements; none where there is no such member. */
    List<String> list(String service, String name) {
        return member(service, name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Variables of a service, as the container gets them. */
    Map<String, String> environment(String service) {
        return strings(member(service, "environment"));
    }

    /** Other services a service waits for, each with the condition. */
    Map<String, String> dependencies(String service) {
        Map<String, String> conditions = new TreeMap<>();
        if (member(service, "depends_on") instanceof Map<?, ?> map) {
            map.forEach((name, how) ->
                    conditions.put(String.valueOf(name), String.valueOf(((Map<?, ?>) how).get("condition"))));
        }
        return conditions;
    }

    /** The command that asks after a service's health; empty where there is none. */
    List<String> healthCheck(String service) {
        return member(service, "healthcheck") instanceof Map<?, ?> check
                ? ((List<?>) check.get("test")).stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, String> strings(Object map) {
        Map<String, String> strings = new TreeMap<>();
        if (map instanceof Map<?, ?> some) {
            some.forEach((key, value) -> strings.put(String.valueOf(key), String.valueOf(value)));
        }
        return strings;
    }
}
