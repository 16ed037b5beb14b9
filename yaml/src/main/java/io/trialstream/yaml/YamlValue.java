package io.trialstream.yaml;

import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a YAML file that knows where it stands. Scalars are read as the text that stands in the file, so
 * {@code 1.10} stays {@code 1.10} and {@code no} is no boolean. A file can be laid {@linkplain #over over} another; each
 * value still names the file it came from. Immutable.
 */
public final class YamlValue {
    /** Files are written by hand: more than this is a mistake. */
    private static final int CODE_POINTS_MAX = 1 << 20;

    private static final int ALIASES_MAX = 50;
    private static final int SHOWN_CHARACTERS_MAX = 60;
    /** YAML 1.2.2, section 10.3.2: not {@code 1d} or {@code 0x1p3}, which Java would read too. */
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final String file;
    private final String path;
    private final Node node;
    /** A map whose members hold where this map, then one too, has none of that name. */
    private final @Nullable YamlValue defaults;

    /**
     * A member of a map.
     *
     * @param key stands where the key stands, so that a complaint about the key names its line
     */
    public record Entry(YamlValue key, YamlValue value) {}

    private YamlValue(String file, String path, Node node, @Nullable YamlValue defaults) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.defaults = defaults;
    }

    private YamlValue(String file, String path, Node node) {
        this(file, path, node, null);
    }

    /**
     * Reads one document.
     *
     * @param file its name, for messages
     * @throws YamlException where the text is empty or no YAML
     */
    public static YamlValue parse(String file, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(CODE_POINTS_MAX);
        options.setMaxAliasesForCollections(ALIASES_MAX);
        Node root;
        try {
            root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new YamlException(file + ":" + line + ": expected YAML, found: " + e.getProblem());
        } catch (org.yaml.snakeyaml.error.YAMLException e) {
            throw new YamlException(file + ": expected YAML, found: " + e.getMessage());
        }
        if (root == null) {
            throw new YamlException(file + ": expected a YAML document, found nothing");
        }
        return new YamlValue(file, "", root);
    }

    /** Dotted, with indices: {@code phases[1].percent}; empty for the document itself. */
    public String path() {
        return path;
    }

    /**
     * This value with defaults below it, as a JSON merge patch (RFC 7396) is applied: a map overrides the members it
     * names, and so on inwards; a scalar or list replaces the whole of what is below; {@code null} takes away what is
     * below. Members come in the order of the defaults, then those of this map alone. A complaint names file and line of
     * the value it is about; that a key is missing is said of this map.
     *
     * @param defaults a value from the same place of another file
     */
    public YamlValue over(YamlValue defaults) {
        if (!isMap() || !defaults.isMap()) {
            return this;
        }
        return new YamlValue(file, path, node, this.defaults == null ? defaults : this.defaults.over(defaults));
    }

    /** Line of the file, from 1; of a map or list that begins below its key, the line where it begins. */
    public int line() {
        return node.getStartMark().getLine() + 1;
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    /** An exception that points here. */
    public YamlException expected(String what) {
        return error("expected " + what + ", found " + shown());
    }

    /** An exception that points here, in words of the caller's. */
    public YamlException error(String message) {
        return new YamlException(file + ":" + line() + ": " + (path.isEmpty() ? "" : path + ": ") + message);
    }

    /** The members of a map, in order. @throws YamlException where this is no map, or a key stands twice */
    public Map<String, YamlValue> members() {
        Map<String, YamlValue> members = new LinkedHashMap<>();
        merged().forEach((name, entry) -> members.put(name, entry.value()));
        return members;
    }

    /** The members of a map, in order, for keys that say more than a name. @throws YamlException as {@link #members} does */
    public List<Entry> entries() {
        return List.copyOf(merged().values());
    }

    private Map<String, Entry> merged() {
        Map<String, Entry> own = own();
        if (defaults == null) {
            return own;
        }
        Map<String, Entry> merged = defaults.merged();
        own.forEach((name, entry) -> {
            Entry below = merged.get(name);
            if (below == null) {
                merged.put(name, entry);
            } else if (entry.value().isNull()) {
                merged.remove(name);
            } else {
                merged.put(name, new Entry(entry.key(), entry.value().over(below.value())));
            }
        });
        return merged;
    }

    private Map<String, Entry> own() {
        if (!(node instanceof MappingNode map)) {
            throw expected("a map");
        }
        Map<String, Entry> own = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            YamlValue here = new YamlValue(file, path, tuple.getKeyNode());
            String name = here.text();
            String below = path.isEmpty() ? name : path + "." + name;
            YamlValue key = new YamlValue(file, below, tuple.getKeyNode());
            if (own.put(name, new Entry(key, new YamlValue(file, below, tuple.getValueNode()))) != null) {
                throw here.error("the key " + name + " stands twice");
            }
        }
        return own;
    }

    /** Refuses members other than these, and names the one that may have been meant. @return this */
    public YamlValue allow(String... keys) {
        List<String> allowed = List.of(keys);
        merged().forEach((name, entry) -> {
            if (!allowed.contains(name)) {
                String near = Nearest.of(name, allowed)
                        .map(key -> "; the nearest known key is " + key)
                        .orElse("");
                throw entry.key().error("unknown key, expected one of " + String.join(", ", allowed) + near);
            }
        });
        return this;
    }

    /** A member that may be absent; one written as {@code null} counts as absent. */
    public Optional<YamlValue> find(String key) {
        return Optional.ofNullable(members().get(key)).filter(value -> !value.isNull());
    }

    /** A member that must be there. */
    public YamlValue get(String key) {
        return find(key).orElseThrow(() -> error("the key " + key + " is missing"));
    }

    /** A member, or what stands in for it. */
    public <T> T get(String key, Function<YamlValue, T> read, T otherwise) {
        return find(key).map(read).orElse(otherwise);
    }

    /** The elements of a list. */
    public List<YamlValue> items() {
        if (!(node instanceof SequenceNode list)) {
            throw expected("a list");
        }
        List<YamlValue> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(new YamlValue(file, path + "[" + items.size() + "]", item));
        }
        return items;
    }

    /** A scalar as it stands in the file. */
    public String text() {
        if (!(node instanceof ScalarNode scalar) || isNull()) {
            throw expected("a text");
        }
        return scalar.getValue();
    }

    /** A list of texts. */
    public List<String> texts() {
        return items().stream().map(YamlValue::text).toList();
    }

    /** {@code true} or {@code false}. */
    public boolean flag() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw expected("true or false");
        };
    }

    /** One of the given words. */
    public String oneOf(Collection<String> words) {
        String text = text();
        if (!words.contains(text)) {
            throw expected("one of " + String.join(", ", new TreeSet<>(words)));
        }
        return text;
    }

    /** A whole number within bounds, both included. */
    public long integer(long least, long greatest) {
        try {
            long value = Long.parseLong(text());
            if (value >= least && value <= greatest) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw expected("a whole number from " + least + " to " + greatest);
    }

    /** A finite number. @param what the expectation, for the message */
    public double number(String what, DoublePredicate fits) {
        String text = text();
        if (NUMBER.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value) && fits.test(value)) {
                return value;
            }
        }
        throw expected(what);
    }

    /** A number within finite bounds, both included. */
    public double decimal(double low, double high) {
        return number("a number from " + plain(low) + " to " + plain(high), value -> value >= low && value <= high);
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    /** An ISO-8601 duration of whole milliseconds, within bounds, both included. */
    public Duration duration(Duration low, Duration high) {
        try {
            Duration value = Duration.parse(text());
            if (value.compareTo(low) >= 0 && value.compareTo(high) <= 0 && value.getNano() % NANOS_PER_MILLI == 0) {
                return value;
            }
        } catch (DateTimeParseException e) {
            // Falls through: the message is the same.
        }
        throw expected("an ISO-8601 duration in whole milliseconds from " + low + " to " + high);
    }

    boolean isNull() {
        return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
    }

    private String shown() {
        if (node instanceof MappingNode) {
            return "a map";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        @Nullable String value = isNull() ? null : ((ScalarNode) node).getValue();
        if (value == null) {
            return "nothing";
        }
        return value.length() <= SHOWN_CHARACTERS_MAX
                ? "\"" + value + "\""
                : "\"" + value.substring(0, SHOWN_CHARACTERS_MAX) + "…\"";
    }
}
