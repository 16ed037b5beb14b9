package io.trialstream.connect.avro;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Knows the schemas it is given, and registers more; counts requests. Real registries are the system tests' affair. */
public final class OneRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private int requests;
    private boolean away;
    private boolean wrong;

    public OneRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Has a schema; returns its id. */
    synchronized int add(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    synchronized String schema(int id) {
        return schemas.get(id - 1);
    }

    synchronized int requests() {
        return requests;
    }

    /** Answers nothing but 503 from now on, or answers again. */
    synchronized void setAway(boolean away) {
        this.away = away;
    }

    /** Answers as a web server does that is no registry. */
    synchronized void setWrong(boolean wrong) {
        this.wrong = wrong;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        requests++;
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (away) {
                send(exchange, 503, "{\"error_code\":50301,\"message\":\"away\"}");
            } else if (wrong) {
                send(exchange, 404, "<html>Not Found</html>");
            } else if (exchange.getRequestMethod().equals("POST")) {
                String schema =
                        JSON.readTree(exchange.getRequestBody()).path("schema").textValue();
                send(exchange, 200, "{\"id\":" + add(schema) + "}");
            } else {
                int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
                if (id > schemas.size()) {
                    send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
                } else {
                    send(
                            exchange,
                            200,
                            JSON.createObjectNode()
                                    .put("schema", schemas.get(id - 1))
                                    .toString());
                }
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
