package io.trialstream.app.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.settings.MetricRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a metric registry: a YAML file with one list, {@code metrics}. */
public final class MetricsFile {
    private static final String SHIPPED = "/io/trialstream/app/metrics.yaml";
    private static final ObjectMapper YAML = new ObjectMapper(
                    new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private record Content(@Nullable List<Metric> metrics) {}

    private record Metric(
            @Nullable String id,
            @Nullable Integer version,
            @Nullable String owner,
            @Nullable String kind,
            @Nullable String direction,
            @Nullable Counted numerator,
            @Nullable Counted denominator,
            @Nullable Counted value,
            @Nullable List<String> events) {}

    private record Counted(
            @Nullable List<String> events,
            @JsonProperty("sum") @Nullable String sum) {}

    private MetricsFile() {}

    /**
     * Reads and checks a registry.
     *
     * @param file empty: the registry that ships
     * @throws ConfigException naming the file and what in it was expected
     */
    public static MetricRegistry read(Optional<Path> file) {
        if (file.isPresent()) {
            return readFile(file.get());
        }
        try (InputStream shipped = MetricsFile.class.getResourceAsStream(SHIPPED)) {
            if (shipped == null) {
                throw new IllegalStateException("expected the resource " + SHIPPED + " in the jar, found none");
            }
            return parse("metrics.yaml", new String(shipped.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + SHIPPED, e);
        }
    }

    private static MetricRegistry readFile(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException("metrics.file: expected a file, found none at " + file, e);
        } catch (IOException e) {
            throw new ConfigException("metrics.file " + file + " cannot be read: " + e, e);
        }
    }

    static MetricRegistry parse(String name, String yaml) {
        Content content;
        try {
            content = YAML.readValue(yaml, Content.class);
        } catch (JsonProcessingException e) {
            throw new ConfigException(name + where(e) + ": " + reason(e), e);
        }
        if (content == null || content.metrics() == null || content.metrics().isEmpty()) {
            throw new ConfigException(name + ": expected a list 'metrics' with at least one metric, found none");
        }
        List<MetricDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < content.metrics().size(); i++) {
            Metric metric = content.metrics().get(i);
            try {
                definitions.add(definition(metric, "metrics[" + i + "]"));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(name + ": " + e.getMessage(), e);
            }
        }
        try {
            return new MetricRegistry(definitions);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name + ": " + e.getMessage(), e);
        }
    }

    private static MetricDefinition definition(Metric metric, String at) {
        String id = require(metric.id(), at + ".id", "an id");
        String where = at + " (" + id + ")";
        MetricDefinition.Kind kind = choice(MetricDefinition.Kind.class, metric.kind(), where + ".kind");
        refuseForeignMembers(metric, kind, where);
        Counted counted = counted(metric, kind, where);
        Counted denominator = kind == MetricDefinition.Kind.RATIO
                ? require(metric.denominator(), where + ".denominator", "{ events: [...] }")
                : null;
        return new MetricDefinition(
                id,
                require(metric.version(), where + ".version", "a whole number"),
                require(metric.owner(), where + ".owner", "a name"),
                kind,
                choice(MetricDefinition.Direction.class, metric.direction(), where + ".direction"),
                names(counted.events(), where),
                counted.sum(),
                denominator == null ? Set.of() : names(denominator.events(), where + ".denominator"));
    }

    private static Counted counted(Metric metric, MetricDefinition.Kind kind, String where) {
        return switch (kind) {
            case RATIO -> require(metric.numerator(), where + ".numerator", "{ events: [...] }");
            case MEAN -> require(metric.value(), where + ".value", "{ events: [...] }");
            case SHARE -> new Counted(require(metric.events(), where + ".events", "a list of events"), null);
        };
    }

    /** A member of another kind would be ignored, and somebody would believe it counts. */
    private static void refuseForeignMembers(Metric metric, MetricDefinition.Kind kind, String where) {
        refuse(kind != MetricDefinition.Kind.RATIO && metric.numerator() != null, where, "numerator", kind);
        refuse(kind != MetricDefinition.Kind.RATIO && metric.denominator() != null, where, "denominator", kind);
        refuse(kind != MetricDefinition.Kind.MEAN && metric.value() != null, where, "value", kind);
        refuse(kind != MetricDefinition.Kind.SHARE && metric.events() != null, where, "events", kind);
    }

    private static void refuse(boolean foreign, String where, String member, MetricDefinition.Kind kind) {
        if (foreign) {
            throw new IllegalArgumentException(
                    where + ": expected no '" + member + "' in a metric of kind " + lower(kind));
        }
    }

    private static Set<String> names(@Nullable List<String> events, String where) {
        return Set.copyOf(require(events, where + ".events", "a list of events"));
    }

    private static <T> T require(@Nullable T value, String where, String expected) {
        if (value == null) {
            throw new IllegalArgumentException(where + ": expected " + expected + ", found nothing");
        }
        return value;
    }

    private static <E extends Enum<E>> E choice(Class<E> type, @Nullable String text, String where) {
        for (E constant : type.getEnumConstants()) {
            if (lower(constant).equals(text)) {
                return constant;
            }
        }
        String all = List.of(type.getEnumConstants()).stream()
                .map(MetricsFile::lower)
                .collect(Collectors.joining(" or "));
        throw new IllegalArgumentException(
                where + ": expected " + all + ", found " + (text == null ? "nothing" : "'" + text + "'"));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            Collection<Object> known = unknown.getKnownPropertyIds();
            List<String> names = known == null
                    ? List.of()
                    : known.stream().map(String::valueOf).sorted().toList();
            return "unknown member '" + unknown.getPropertyName() + "', expected one of " + names;
        }
        String path = e instanceof JsonMappingException mapping ? mapping.getPathReference() : "";
        String message = e.getOriginalMessage().lines().findFirst().orElse("");
        return path.isEmpty() ? message : message + " at " + path.replaceAll("[A-Za-z.$]*MetricsFile\\$", "");
    }
}
