package io.trialstream.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpApiTest {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private HttpServer server = HttpServer.create();

    private record Answer(int status, String body) {}

    HttpApiTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/accounting", exchange -> {
            Answer answer = answers.removeFirst();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Retry-After", "0");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatIsNotReadyIsAskedAgain() {
        answers.addAll(
                List.of(new Answer(503, "{}"), new Answer(503, "{}"), new Answer(200, "{\"data\":{\"in\":1.50}}")));

        assertThat(api().get("accounting", "accounting", Duration.ofMinutes(1)).toString())
                .isEqualTo("{\"in\":1.50}");
        assertThat(answers).isEmpty();
    }

    @Test
    void patienceEnds() {
        answers.add(new Answer(503, "{\"title\":\"x\",\"detail\":\"a store is moving\"}"));

        assertThatThrownBy(() -> api().get("accounting", "accounting", Duration.ZERO))
                .hasMessage(
                        api().base() + "/api/v1/accounting: expected an answer, found status 503: a store is moving");
    }

    @Test
    void whatIsUnknownIsToldFromWhatIsWrong() {
        answers.addAll(List.of(new Answer(404, "{}"), new Answer(404, "{}"), new Answer(200, "no JSON")));

        assertThat(api().find("accounting", Duration.ZERO)).isEmpty();
        assertThatThrownBy(() -> api().get("accounting", "accounting", Duration.ZERO))
                .hasMessage(api().base() + " knows no accounting");
        assertThatThrownBy(() -> api().get("accounting", "accounting", Duration.ZERO))
                .hasMessageStartingWith(api().base() + "/api/v1/accounting: expected JSON: ");
    }

    @Test
    void nobodyThereIsAFailureWithTheAddress() {
        HttpApi api = api();
        server.stop(0);

        assertThat(api.ready()).isFalse();
        assertThatThrownBy(() -> api.find("accounting", Duration.ZERO))
                .hasMessageStartingWith("no instance answers at " + api.base());
    }

    private HttpApi api() {
        return new HttpApi(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }
}
