package io.trialstream.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is running on a data folder, and where: {@code DIR/endpoints.json}, a flat JSON object. Each writer adds and
 * removes its own members; readers see the file wholly or not at all.
 */
public final class Endpoints {
    /** Kafka's bootstrap servers: {@code host:port,…}. */
    public static final String BOOTSTRAP = "bootstrap";

    /** Base URL of the registry's Confluent REST API. */
    public static final String REGISTRY = "registry";

    /** Base URL of the stream processor that {@code run} or {@code demo} started. */
    public static final String HTTP = "http";

    /** Base URL of the S3 store; {@link S3Store} has the keys. */
    public static final String S3 = "s3";

    /** Base URL of the Connect worker's REST interface. */
    public static final String CONNECT = "connect";

    private static final String FILE = "endpoints.json";

    private final Map<String, String> members;

    private Endpoints(Map<String, String> members) {
        this.members = members;
    }

    /** What the folder's file holds now; nothing where there is none. */
    public static Endpoints read(Path directory) {
        try {
            JsonNode json = Json.MAPPER.readTree(Files.readAllBytes(directory.resolve(FILE)));
            Map<String, String> members = new LinkedHashMap<>();
            json.properties()
                    .forEach(member ->
                            members.put(member.getKey(), member.getValue().asText()));
            return new Endpoints(members);
        } catch (NoSuchFileException absent) {
            return new Endpoints(Map.of());
        } catch (IOException e) {
            throw new PlatformException("Cannot read " + directory.resolve(FILE) + ": " + e.getMessage(), e);
        }
    }

    /** Adds or replaces members, leaving the others as they are. */
    public static void put(Path directory, Map<String, String> members) {
        change(directory, json -> members.forEach(json::put));
    }

    /** Removes members where they are, leaving the others as they are. */
    public static void remove(Path directory, Collection<String> names) {
        if (Files.exists(directory.resolve(FILE))) {
            change(directory, json -> json.remove(names));
        }
    }

    /** Kafka's bootstrap servers, when a platform is running. */
    public Optional<String> bootstrap() {
        return get(BOOTSTRAP);
    }

    /** Base URL of the registry's Confluent REST API, when a platform is running. */
    public Optional<String> registry() {
        return get(REGISTRY);
    }

    /** Base URL of the stream processor, when one is running. */
    public Optional<String> http() {
        return get(HTTP);
    }

    /** Any member, by its name in the file. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** All members, as in the file. */
    public Map<String, String> members() {
        return Map.copyOf(members);
    }

    private static void change(Path directory, Consumer<ObjectNode> change) {
        Path file = directory.resolve(FILE);
        // A lock of its own, held for one write: the platform and `run` are different processes. Threads of one JVM
        // exclude each other by the monitor, since a file lock counts for the whole JVM.
        synchronized (Endpoints.class) {
            try {
                Files.createDirectories(directory);
                try (FileChannel channel = FileChannel.open(
                                directory.resolve(FILE + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        var lock = channel.lock()) {
                    ObjectNode json = Json.MAPPER.createObjectNode();
                    read(directory).members.forEach(json::put);
                    change.accept(json);
                    Json.write(file, json);
                }
            } catch (IOException e) {
                throw new PlatformException("Cannot write " + file + ": " + e.getMessage(), e);
            }
        }
    }
}
