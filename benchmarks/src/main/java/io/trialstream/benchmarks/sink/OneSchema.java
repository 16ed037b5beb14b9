package io.trialstream.benchmarks.sink;

import com.sun.net.httpserver.HttpServer;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A registry that knows one schema, under id 1. */
final class OneSchema implements AutoCloseable {
    private final HttpServer server;

    OneSchema() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String schema =
                UserEvent.getClassSchema().toString().replace("\\", "\\\\").replace("\"", "\\\"");
        byte[] answer = ("{\"id\":1,\"schema\":\"" + schema + "\"}").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    SchemaRegistryClient client() {
        return SchemaRegistryClient.of(url());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
