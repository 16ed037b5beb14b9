package io.trialstream.topology.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The only place where a metric is defined. Immutable. */
public final class MetricRegistry {
    private final List<MetricDefinition> definitions;
    private final Map<String, MetricDefinition> newest = new HashMap<>();

    /**
     * @param definitions all metrics in all versions
     * @throws IllegalArgumentException where an id has the same version twice
     */
    public MetricRegistry(List<MetricDefinition> definitions) {
        this.definitions = List.copyOf(definitions);
        List<String> seen = new ArrayList<>();
        for (MetricDefinition d : definitions) {
            String key = d.id() + " version " + d.version();
            if (seen.contains(key)) {
                throw new IllegalArgumentException("metrics: " + key + " is defined twice");
            }
            seen.add(key);
            newest.merge(d.id(), d, (a, b) -> a.version() > b.version() ? a : b);
        }
    }

    /** {@code ad_ctr} alone. */
    public static MetricRegistry defaults() {
        return new MetricRegistry(List.of(new MetricDefinition(
                "ad_ctr",
                1,
                "ads",
                MetricDefinition.Kind.RATIO,
                MetricDefinition.Direction.UP,
                Set.of("ad_click"),
                null,
                Set.of("ad_impression"))));
    }

    /** All metrics in all versions, as given. */
    public List<MetricDefinition> definitions() {
        return definitions;
    }

    /** The definition behind {@link MetricDefinition#key()}, or null where it was retired. */
    public @Nullable MetricDefinition byKey(String key) {
        for (MetricDefinition d : definitions) {
            if (d.key().equals(key)) {
                return d;
            }
        }
        return null;
    }

    /** The newest version of a metric, or null where the id is unknown. */
    public @Nullable MetricDefinition find(String id) {
        return newest.get(id);
    }
}
