package io.trialstream.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A registry for tests of what a client does with answers, above all bad ones. The behaviour of real registries is
 * tested with real registries, in the system tests.
 */
final class FakeRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What to do with one request instead of answering it; the exchange is closed by whoever calls. */
    @FunctionalInterface
    interface Fault {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String path;
    private final Map<String, Integer> idsByText = new HashMap<>();
    private final Map<Integer, String> answersById = new HashMap<>();
    private final Map<String, String> answersByVersion = new HashMap<>();
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();

    FakeRegistry() {
        this("");
    }

    /** A registry whose API stands under {@code path}, as Apicurio's does. */
    FakeRegistry(String path) {
        this.path = path;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Method and path, without the base path, of every request so far. */
    List<String> requests() {
        return requests;
    }

    /** The Authorization header of every request that had one. */
    List<String> authorizations() {
        return authorizations;
    }

    /** The next request meets {@code fault}; several queue up. */
    synchronized void failNext(Fault fault) {
        faults.add(fault);
    }

    /** A fault that answers {@code status} with {@code body}. */
    static Fault answering(int status, String body) {
        return exchange -> answer(exchange, status, body);
    }

    /** Has {@code schema}, with the answer's other members as given, under {@code id}. */
    synchronized void put(int id, String schema, @Nullable String schemaType, JsonNode references) {
        answersById.put(id, answerText(schema, schemaType, references));
        idsByText.put(schema, id);
    }

    synchronized void put(int id, String schema) {
        put(id, schema, null, JSON.createArrayNode());
    }

    synchronized void putVersion(String subject, int version, String schema, JsonNode references) {
        answersByVersion.put("/subjects/" + subject + "/versions/" + version, answerText(schema, null, references));
    }

    /** {@code [{name, subject, version: 1}, …]} for the named subjects. */
    static JsonNode references(String... subjects) {
        var array = JSON.createArrayNode();
        for (String subject : subjects) {
            array.addObject().put("name", subject).put("subject", subject).put("version", 1);
        }
        return array;
    }

    private static String answerText(String schema, @Nullable String schemaType, JsonNode references) {
        ObjectNode answer = JSON.createObjectNode().put("schema", schema);
        if (schemaType != null) {
            answer.put("schemaType", schemaType);
        }
        if (!references.isEmpty()) {
            answer.set("references", references);
        }
        return answer.toString();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String full = exchange.getRequestURI().getPath();
            String request = full.startsWith(path) ? full.substring(path.length()) : full;
            requests.add(exchange.getRequestMethod() + " " + request);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            Fault fault = nextFault();
            if (fault != null) {
                fault.handle(exchange);
            } else {
                serve(exchange, request, body);
            }
        }
    }

    private synchronized @Nullable Fault nextFault() {
        return faults.poll();
    }

    private synchronized void serve(HttpExchange exchange, String request, String body) throws IOException {
        String found = null;
        if (exchange.getRequestMethod().equals("POST")) {
            String schema = JSON.readTree(body).path("schema").asText();
            Integer id = idsByText.get(schema);
            if (id == null && request.endsWith("/versions")) {
                id = idsByText.size() + 1;
                put(id, schema);
            }
            found = id == null ? null : "{\"id\":" + id + "}";
        } else if (exchange.getRequestMethod().equals("PUT")) {
            found = body;
        } else if (request.startsWith("/schemas/ids/")) {
            found = answersById.get(Integer.parseInt(request.substring("/schemas/ids/".length())));
        } else {
            found = answersByVersion.get(request);
        }
        if (found == null) {
            answer(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        } else {
            answer(exchange, 200, found);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
