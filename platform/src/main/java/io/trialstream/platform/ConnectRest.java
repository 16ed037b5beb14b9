package io.trialstream.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The REST interface of a Connect worker, as far as it is used here. Thread-safe. */
public final class ConnectRest {
    /** Creating a connector has it validated, which may mean asking a store. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** While a worker rebalances it refuses changes, and says that this will pass. */
    private static final Duration CONFLICT_PATIENCE = Duration.ofSeconds(60);

    private static final Duration CONFLICT_PAUSE = Duration.ofMillis(500);
    private static final int ANSWER_BYTES_MAX = 4 << 20;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final URI base;
    private final Duration timeout;
    private final HttpClient http;

    /** @param base {@code http://host:port} */
    public ConnectRest(URI base) {
        this(base, DEFAULT_TIMEOUT);
    }

    /** @param timeout of one request */
    ConnectRest(URI base, Duration timeout) {
        this.base = base;
        this.timeout = timeout;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** Where it is asked. */
    public URI base() {
        return base;
    }

    private record Answer(int status, JsonNode body, String text) {
        String message() {
            return body.path("message").asText(text);
        }
    }

    /** @throws PlatformException where the worker has not come up, or has lost its way */
    void requireHealthy() {
        expect(OK, "GET", "/health", send("GET", "/health", ""));
    }

    /**
     * Has a connector run as a file says: created, or changed where there is one of that name that differs.
     *
     * @param file {@code {"name":…,"config":{…}}}, sent as it is
     * @return its name
     * @throws PlatformException where the worker refuses it, with its reason
     */
    public String apply(String file) {
        JsonNode json = parse(file);
        String name = json.path("name").asText();
        long deadline = System.nanoTime() + CONFLICT_PATIENCE.toNanos();
        while (true) {
            Answer answer = send("POST", "/connectors", file);
            if (answer.status == CONFLICT && exists(name)) {
                if (runsAs(name, json.path("config"))) {
                    return name;
                }
                answer = send(
                        "PUT",
                        "/connectors/" + name + "/config",
                        json.path("config").toString());
            }
            if (answer.status != CONFLICT || System.nanoTime() > deadline) {
                if (answer.status != OK) {
                    expect(CREATED, "POST", "/connectors (" + name + ")", answer);
                }
                return name;
            }
            pause();
        }
    }

    /** Names of the connectors, sorted. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        get("/connectors").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** All connectors: by name what Connect says of them under {@code status} and {@code info}. */
    JsonNode all() {
        return get("/connectors?expand=status&expand=info");
    }

    /** Removes a connector; nothing where there is none. */
    public void delete(String name) {
        String path = "/connectors/" + name;
        Answer answer = send("DELETE", path, "");
        if (answer.status != NOT_FOUND) {
            expect(NO_CONTENT, "DELETE", path, answer);
        }
    }

    private boolean exists(String name) {
        return names().contains(name);
    }

    /** The worker keeps all values as text, and adds the name. */
    private boolean runsAs(String name, JsonNode config) {
        Map<String, String> wanted = texts(config);
        wanted.put("name", name);
        return wanted.equals(texts(get("/connectors/" + name + "/config")));
    }

    private static Map<String, String> texts(JsonNode config) {
        Map<String, String> texts = new TreeMap<>();
        config.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
        return texts;
    }

    private JsonNode get(String path) {
        Answer answer = send("GET", path, "");
        expect(OK, "GET", path, answer);
        return answer.body;
    }

    private void expect(int status, String method, String path, Answer answer) {
        if (answer.status != status) {
            throw new PlatformException("Connect: " + method + " " + base + path + ": expected status " + status
                    + ", actual " + answer.status + ": " + answer.message());
        }
    }

    private Answer send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] bytes = in.readNBytes(ANSWER_BYTES_MAX + 1);
                if (bytes.length > ANSWER_BYTES_MAX) {
                    throw new IOException("more than " + ANSWER_BYTES_MAX + " bytes");
                }
                return answer(response.statusCode(), bytes);
            }
        } catch (IOException e) {
            throw new PlatformException("Connect does not answer: " + method + " " + base + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while asking Connect", e);
        }
    }

    private static Answer answer(int status, byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            return new Answer(status, Json.MAPPER.readTree(text), text);
        } catch (JsonProcessingException e) {
            // A proxy's or Jetty's own page.
            return new Answer(status, MissingNode.getInstance(), text);
        }
    }

    private static JsonNode parse(String file) {
        try {
            JsonNode json = Json.MAPPER.readTree(file);
            if (json.path("name").isTextual() && json.path("config").isObject()) {
                return json;
            }
            throw new PlatformException("Expected a connector as {\"name\":…,\"config\":{…}}, actual " + file);
        } catch (JsonProcessingException e) {
            throw new PlatformException("Expected a connector as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(CONFLICT_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while waiting for Connect", e);
        }
    }
}
