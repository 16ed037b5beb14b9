package io.trialstream.yaml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
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
 * {@code 1.10} stays {@code 1.10} and {@code no} is no boolean. Immutable.
 */
public final class YamlValue {
    /** Files are written by hand: more than this is a mistake. */
    private static final int CODE_POINTS_MAX = 1 << 20;

    private static final int ALIASES_MAX = 50;
    private static final int SHOWN_CHARACTERS_MAX = 60;

    private final String file;
    private final String path;
    private final Node node;

    private YamlValue(String file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.node = node;
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

    /** Line of the file, from 1. */
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
        if (!(node instanceof MappingNode map)) {
            throw expected("a map");
        }
        Map<String, YamlValue> members = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            YamlValue key = new YamlValue(file, path, tuple.getKeyNode());
            String name = key.text();
            YamlValue value = new YamlValue(file, path.isEmpty() ? name : path + "." + name, tuple.getValueNode());
            if (members.put(name, value) != null) {
                throw key.error("the key " + name + " stands twice");
            }
        }
        return members;
    }

    /** Refuses members other than these. @return this */
    public YamlValue allow(String... keys) {
        List<String> allowed = List.of(keys);
        for (Map.Entry<String, YamlValue> member : members().entrySet()) {
            if (!allowed.contains(member.getKey())) {
                throw member.getValue().error("unknown key, expected one of " + String.join(", ", allowed));
            }
        }
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
    public double number(String what, java.util.function.DoublePredicate fits) {
        try {
            double value = Double.parseDouble(text());
            if (Double.isFinite(value) && fits.test(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw expected(what);
    }

    private boolean isNull() {
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
