package io.trialstream.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.query.StateQueries;
import io.trialstream.app.query.StoreMovingException;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UnitQueries;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code /api/v1/stream} as a client reads it. */
// In a thread of its own: a read of the JDK's client does not heed the interrupt that would end it.
@Timeout(value = 45, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int CLIENTS_MAX = 2;

    private final RanTopology topology = new RanTopology();
    private final Movable stores = new Movable(topology);

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void start() {
        RunConfig.Http config = new RunConfig.Http(
                new HostPort("127.0.0.1", 0), true, Optional.empty(), Duration.ofMillis(500), 4_096, CLIENTS_MAX);
        HttpServer.Sources sources =
                new HttpServer.Sources(stores, () -> new Health(true, Map.of()), () -> "", () -> "", () -> "");
        server = HttpServer.start(config, sources, Duration.ofMillis(50));
    }

    @AfterEach
    void stop() {
        server.close();
        topology.close();
    }

    @Test
    void tellsFirstHowThingsAre() throws Exception {
        try (Client client = new Client()) {
            ObjectNode told = JSON.createObjectNode();
            while (told.size() < 4) {
                Event event = client.next();
                assertThat(told.replace(event.name(), event.data()))
                        .as(event.name())
                        .isNull();
            }
            assertThat(told.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder("accounting", "finals", "scorecard", "status");
            assertThat(told.path("accounting").path("in").asLong()).isEqualTo(12);
            assertThat(told.path("scorecard").path("experimentId").asText()).isEqualTo("banner");
            assertThat(told.path("finals")).isEqualTo(JSON.readTree("{\"finalThrough\":\"2025-08-10T01:45:00Z\"}"));
            assertThat(told.path("status"))
                    .isEqualTo(JSON.readTree(
                            "{\"readable\":true,\"detail\":null,\"instance\":\"127.0.0.1:1\",\"lagRecords\":7}"));
        }
    }

    @Test
    void tellsWhatHasChangedAndNothingElse() throws Exception {
        try (Client client = new Client()) {
            client.await("status");
            topology.event("unit-1", "one-more", "view_page", RanTopology.START.plus(Duration.ofHours(2)));
            topology.report();
            // The totals and the scorecard that holds them; which comes first depends on where the look at the stores
            // was.
            assertThat(client.await("accounting").path("in").asLong()).isEqualTo(13);
            topology.watermark(RanTopology.START.plus(Duration.ofHours(3)));
            topology.report();
            assertThat(client.await("finals").path("finalThrough").asText()).isEqualTo("2025-08-10T02:45:00Z");
        }
    }

    /** A script in a browser sees events only; by this one it knows that the connection lives. */
    @Test
    void breaksASilence() throws Exception {
        try (Client client = new Client()) {
            client.await("status");
            long start = System.nanoTime();
            assertThat(client.next()).isEqualTo(new Event("alive", JSON.createObjectNode()));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
        }
    }

    @Test
    void saysWhileTheStoresCannotBeReadAndShowsNobodyNewWhatWas() throws Exception {
        try (Client client = new Client()) {
            client.await("status");
            stores.moving = true;
            JsonNode status = client.await("status");
            assertThat(status.path("readable").asBoolean()).isFalse();
            assertThat(status.path("detail").asText()).isEqualTo("on its way");
            try (Client other = new Client()) {
                assertThat(other.next()).isEqualTo(new Event("status", status));
                stores.moving = false;
                assertThat(other.await("accounting").path("in").asLong()).isEqualTo(12);
            }
            assertThat(client.await("accounting").path("in").asLong()).isEqualTo(12);
            assertThat(client.await("status").path("readable").asBoolean()).isTrue();
        }
    }

    @Test
    void servesOnlySoManyClients() throws Exception {
        try (Client first = new Client();
                Client second = new Client()) {
            first.await("status");
            second.await("status");
            HttpResponse<String> third = CLIENT.send(request(), BodyHandlers.ofString());
            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).contains("5");
            assertThat(third.body()).contains("too many clients of the stream");
        }
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + "/api/v1/stream"))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private record Event(String name, JsonNode data) {}

    private final class Client implements AutoCloseable {
        private final BufferedReader lines;

        Client() throws IOException, InterruptedException {
            HttpResponse<InputStream> stream = CLIENT.send(request(), BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
        }

        Event next() throws IOException {
            while (true) {
                String line = Objects.requireNonNull(lines.readLine(), "the stream ended");
                if (line.startsWith("event: ")) {
                    String data = lines.readLine().substring("data: ".length());
                    return new Event(line.substring("event: ".length()), JSON.readTree(data));
                }
            }
        }

        JsonNode await(String name) throws IOException {
            Event event = next();
            while (!event.name().equals(name)) {
                event = next();
            }
            return event.data();
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** Stores that can be on their way to another instance. */
    private static final class Movable implements StateQueries {
        private final StateQueries stores;
        private volatile boolean moving;

        Movable(StateQueries stores) {
            this.stores = stores;
        }

        @Override
        public <T> T askMerge(Function<MergeQueries, T> question) {
            if (moving) {
                throw new StoreMovingException("on its way");
            }
            return stores.askMerge(question);
        }

        @Override
        public <T> T askUnit(String unit, Function<UnitQueries, T> question) {
            return stores.askUnit(unit, question);
        }

        @Override
        public String instance() {
            return stores.instance();
        }

        @Override
        public long lagRecords() {
            return stores.lagRecords();
        }
    }
}
