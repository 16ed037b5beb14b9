package io.trialstream.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a value is written, and what it becomes.
 *
 * @param expected completes "expected …" in an error and names the type in the documentation
 * @param parser gives null, or throws, for text that is no such value
 * @param <T> what it becomes
 */
public record ValueType<T>(String expected, Function<String, @Nullable T> parser) {

    /** The value, or null where the text is none. */
    @Nullable
    T parse(String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    static ValueType<String> text() {
        return new ValueType<>("text", text -> text.isBlank() ? null : text);
    }

    static ValueType<String> matching(String pattern) {
        return new ValueType<>("text that matches " + pattern, text -> text.matches(pattern) ? text : null);
    }

    /** {@code on} and {@code off}, or YAML's {@code true} and {@code false}. */
    static ValueType<Boolean> onOff() {
        return choice(Map.of("on", true, "true", true, "off", false, "false", false), "on or off");
    }

    static ValueType<Integer> integer(int least, int greatest) {
        return new ValueType<>("a whole number from " + least + " to " + greatest, text -> {
            int value = Integer.parseInt(text.strip());
            return value >= least && value <= greatest ? value : null;
        });
    }

    /** A duration in ISO-8601, in whole milliseconds. */
    static ValueType<Duration> duration(Duration least, Duration greatest) {
        return new ValueType<>("a duration from " + least + " to " + greatest, text -> {
            Duration value = Duration.parse(text.strip());
            boolean whole = value.equals(Duration.ofMillis(value.toMillis()));
            return whole && value.compareTo(least) >= 0 && value.compareTo(greatest) <= 0 ? value : null;
        });
    }

    static ValueType<Instant> instant() {
        return new ValueType<>(
                "a time such as 2000-01-01T00:00:00Z",
                text -> OffsetDateTime.parse(text.strip()).toInstant());
    }

    static ValueType<URI> httpUrl() {
        return new ValueType<>("a URL such as http://127.0.0.1:8081", text -> {
            try {
                URI uri = new URI(text.strip());
                boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                return http && uri.getHost() != null ? uri : null;
            } catch (URISyntaxException e) {
                return null;
            }
        });
    }

    static ValueType<HostPort> hostPort() {
        return new ValueType<>("host:port", HostPort::parse);
    }

    static ValueType<Path> path() {
        return new ValueType<>("a path", text -> {
            try {
                return text.isBlank() ? null : Path.of(text);
            } catch (InvalidPathException e) {
                return null;
            }
        });
    }

    /** Names, comma-separated; a sequence in YAML. */
    static ValueType<List<String>> names() {
        return new ValueType<>("a list of names", text -> {
            List<String> names = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
            return names.isEmpty() && !text.isBlank() ? null : names;
        });
    }

    /** The constants of an enum, in lower case with hyphens. */
    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        Map<String, E> choices = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(constant -> kebab(constant), constant -> constant));
        String expected =
                Arrays.stream(type.getEnumConstants()).map(ValueType::kebab).collect(Collectors.joining(" or "));
        return choice(choices, expected);
    }

    /** One value is possible in this release, and others will be. */
    static ValueType<String> only(String value, String why) {
        return new ValueType<>(value + " (" + why + ")", text -> text.equals(value) ? value : null);
    }

    private static <T> ValueType<T> choice(Map<String, T> choices, String expected) {
        return new ValueType<>(expected, text -> choices.get(text.strip()));
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
