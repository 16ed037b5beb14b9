package io.trialstream.app.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Reads a YAML file into dotted names, each with its line. {@code a: { b: 1 }} and {@code a.b: 1} say the same. Token by
 * token, because a tree knows no lines.
 */
final class ConfigFile {
    private static final int MAX_BYTES = 1024 * 1024;

    private final Path file;
    private final YAMLParser parser;
    private final Map<String, Config.Entry> entries = new LinkedHashMap<>();

    private ConfigFile(Path file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** @throws ConfigException if the file cannot be read or is no YAML mapping */
    static Map<String, Config.Entry> read(Path file) {
        try (YAMLParser parser = new YAMLFactory().createParser(content(file))) {
            ConfigFile reader = new ConfigFile(file, parser);
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                reader.readMapping("");
                first = parser.nextToken();
            }
            if (first != null) {
                throw reader.error("expected one mapping of keys to values, found " + first.name());
            }
            return reader.entries;
        } catch (NoSuchFileException e) {
            throw new ConfigException("configuration file: expected a file, found none at " + file, e);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ConfigException(file + ":" + line + ": not YAML: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ConfigException("configuration file " + file + " cannot be read: " + e, e);
        }
    }

    private static String content(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new ConfigException(file + ": expected at most " + MAX_BYTES + " bytes, found " + size);
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private void readMapping(String prefix) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + parser.currentName();
            int line = line();
            switch (parser.nextToken()) {
                case START_OBJECT -> readMapping(name + ".");
                case START_ARRAY -> put(name, line, readSequence(name));
                case VALUE_NULL -> putNull(name, line);
                default -> put(name, line, scalar(name));
            }
        }
    }

    private String readSequence(String name) throws IOException {
        StringJoiner joined = new StringJoiner(",");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue() || parser.getText().contains(",")) {
                throw error(name + ": expected a list of names without commas, found " + describe(parser));
            }
            joined.add(scalar(name));
        }
        return joined.toString();
    }

    /** As written: {@code 010}, {@code on} and {@code 1e3} stay what the file says. */
    private String scalar(String name) throws IOException {
        if (parser.isCurrentAlias()) {
            throw error(name + ": expected a value, found the alias *" + parser.getText());
        }
        return parser.getText();
    }

    private void put(String name, int line, String text) {
        putEntry(name, new Config.Entry(text, Origin.file(file, line)));
    }

    /** Null unsets a key; for a group such as {@code kafka:} with nothing below it says nothing. */
    private void putNull(String name, int line) {
        boolean group = Keys.all().stream().anyMatch(key -> key.name().startsWith(name + "."))
                || Keys.PASS_THROUGH.contains(name);
        if (!group) {
            putEntry(name, new Config.Entry(null, Origin.file(file, line)));
        }
    }

    private void putEntry(String name, Config.Entry entry) {
        Config.Entry former = entries.put(name, entry);
        if (former != null) {
            throw new ConfigException(entry.origin() + ": " + name + " is set twice, first in " + former.origin());
        }
    }

    private ConfigException error(String message) {
        return new ConfigException(file + ":" + line() + ": " + message);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String describe(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return token.isScalarValue() ? "'" + parser.getText() + "'" : token.name();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
