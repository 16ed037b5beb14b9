package io.trialstream.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of a worker, by its answers; the answers are those of Connect 4.3.1. */
class ConnectRestTest {
    private static final String FILE = "{ \"name\": \"sink\",\n  \"config\": { \"topics\": \"a\" } }\n";
    private static final String REBALANCING =
            "{\"error_code\":409,\"message\":\"Cannot complete request momentarily due to stale configuration\"}";

    /** Answers still to be given, by method and path: {@code status body}. The last one stays. */
    private final Map<String, List<String>> answers = new ConcurrentHashMap<>();

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private ConnectRest rest;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        rest = new ConnectRest(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aNewConnectorIsCreatedFromTheFileAsItIs() {
        answers("POST /connectors", "201 {}");

        assertThat(rest.apply(FILE)).isEqualTo("sink");

        assertThat(requests).containsExactly("POST /connectors " + FILE);
    }

    @Test
    void oneThatIsThereIsChangedWhereItDiffersAndLeftAloneWhereNot() {
        answers("POST /connectors", "409 {\"message\":\"Connector sink already exists\"}");
        answers("GET /connectors", "200 [\"other\",\"sink\"]");
        answers("GET /connectors/sink/config", "200 {\"topics\":\"a\",\"name\":\"sink\"}", "200 {\"topics\":\"b\"}");
        answers("PUT /connectors/sink/config", "200 {}");

        rest.apply(FILE);
        assertThat(requests).noneMatch(request -> request.startsWith("PUT"));

        rest.apply(FILE);
        assertThat(requests).last().isEqualTo("PUT /connectors/sink/config {\"topics\":\"a\"}");
    }

    @Test
    void whileItRebalancesItIsAskedAgain() {
        answers("POST /connectors", "409 " + REBALANCING, "409 " + REBALANCING, "201 {}");
        answers("GET /connectors", "200 []");

        rest.apply(FILE);

        assertThat(requests.stream().filter(request -> request.startsWith("POST")))
                .hasSize(3);
    }

    @Test
    void aRefusalIsToldWithWhatTheWorkerSays() {
        answers("POST /connectors", "400 {\"error_code\":400,\"message\":\"bucket: expected a name\"}");
        answers("GET /connectors", "503 <html>not yet</html>");

        assertThatThrownBy(() -> rest.apply(FILE))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Connect: POST " + rest.base()
                        + "/connectors (sink): expected status 201, actual 400: bucket: expected a name");
        assertThatThrownBy(rest::names)
                .isInstanceOf(PlatformException.class)
                .hasMessage("Connect: GET " + rest.base()
                        + "/connectors: expected status 200, actual 503: <html>not yet</html>");
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        answers("GET /connectors", "200 " + "[".repeat((4 << 20) + 1));

        assertThatThrownBy(rest::names)
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("more than 4194304 bytes");
    }

    private void answers(String request, String... inTurn) {
        answers.put(request, new ArrayList<>(List.of(inTurn)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        requests.add(body.isEmpty() ? request : request + " " + body);
        List<String> left = answers.getOrDefault(request, List.of("500 unexpected"));
        String answer = left.size() > 1 ? left.remove(0) : left.get(0);
        byte[] bytes = answer.substring(4).getBytes(UTF_8);
        exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
