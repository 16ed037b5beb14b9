package io.trialstream.app.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values in force, each with its origin. Immutable. */
public final class Config {
    private static final Pattern SECRET =
            Pattern.compile("password|secret|token|key|jaas|credential|user\\.info", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@]+(?=@)");
    private static final String MASK = "********";

    /**
     * @param text as it was written; null: expressly unset
     * @param origin where
     */
    record Entry(@Nullable String text, Origin origin) {}

    private final Map<String, Entry> entries;

    /** @param entries checked: keys are known, and values are what their keys expect */
    Config(Map<String, Entry> entries) {
        this.entries = new TreeMap<>(entries);
    }

    /**
     * The value of a key that has a default.
     *
     * @throws ConfigException if it was expressly unset
     */
    public <T> T get(Key<T> key) {
        return find(key)
                .orElseThrow(() -> new ConfigException(
                        key.name() + ": expected " + key.type().expected() + ", found nothing, in " + origin(key)));
    }

    /** The value of a key that may be unset. */
    public <T> Optional<T> find(Key<T> key) {
        Entry entry = entries.get(key.name());
        String text = entry == null ? key.defaultText() : entry.text();
        return text == null ? Optional.empty() : Optional.ofNullable(key.type().parse(text));
    }

    /** Where a key's value comes from. */
    public Origin origin(Key<?> key) {
        Entry entry = entries.get(key.name());
        return entry == null ? Origin.DEFAULT : entry.origin();
    }

    /** Whether nobody has set the key. */
    public boolean isDefault(Key<?> key) {
        return !entries.containsKey(key.name());
    }

    /** What passes through under a prefix of {@link Keys#PASS_THROUGH}, without the prefix. */
    public Map<String, String> properties(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            if (name.startsWith(prefix + ".") && entry.text() != null) {
                found.put(name.substring(prefix.length() + 1), entry.text());
            }
        });
        return found;
    }

    /** All that is in force as YAML that could be read again, each value with its origin, secrets masked. */
    public String toYaml() {
        StringBuilder yaml = new StringBuilder();
        for (Key<?> key : Keys.all()) {
            Entry entry = entries.getOrDefault(key.name(), new Entry(key.defaultText(), Origin.DEFAULT));
            append(yaml, key.name(), entry, false);
        }
        for (String prefix : Keys.PASS_THROUGH) {
            entries.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(prefix + "."))
                    .sorted(Comparator.comparing(Map.Entry::getKey))
                    .forEach(entry -> append(yaml, entry.getKey(), entry.getValue(), isSecret(entry.getKey())));
        }
        return yaml.toString();
    }

    private static boolean isSecret(String name) {
        return SECRET.matcher(name).find();
    }

    private static void append(StringBuilder yaml, String name, Entry entry, boolean secret) {
        String text = entry.text();
        String shown = secret && text != null ? MASK : text;
        yaml.append(name)
                .append(": ")
                .append(scalar(shown))
                .append("  # ")
                .append(entry.origin())
                .append('\n');
    }

    /** Double-quoted, so that no text is taken for another type; credentials in URLs are masked. */
    private static String scalar(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        String shown = USER_INFO.matcher(text).replaceAll(MASK);
        return '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
