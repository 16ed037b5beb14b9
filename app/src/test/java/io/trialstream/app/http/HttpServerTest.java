package io.trialstream.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.query.ElsewhereException;
import io.trialstream.app.query.StateQueries;
import io.trialstream.app.query.StoreMovingException;
import io.trialstream.schemas.Topics;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UnitQueries;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_REQUEST_BYTES = 4_096;

    @SuppressWarnings("NullAway.Init")
    private static RanTopology topology;

    @SuppressWarnings("NullAway.Init")
    private static HttpServer server;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        topology = new RanTopology();
        server = serve(topology);
    }

    @AfterAll
    static void stop() {
        server.close();
        topology.close();
    }

    private static RunConfig.Http config(int port, boolean isDefault) {
        return new RunConfig.Http(
                new HostPort("127.0.0.1", port),
                isDefault,
                Optional.empty(),
                Duration.ofMillis(500),
                MAX_REQUEST_BYTES,
                1);
    }

    private static HttpServer serve(StateQueries queries) {
        return serve(queries, config(0, true));
    }

    private static HttpServer serve(StateQueries queries, RunConfig.Http config) {
        HttpServer.Sources sources = new HttpServer.Sources(
                queries,
                () -> new Health(true, Map.of("streams", "RUNNING")),
                () -> "a_metric 1.0\n",
                () -> "words",
                () -> "flowchart TD");
        return HttpServer.start(config, sources, Duration.ofMillis(50));
    }

    private static HttpResponse<String> get(HttpServer from, String path) throws Exception {
        return CLIENT.send(request(from, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(HttpServer from, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + from.address() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static JsonNode ok(String path) throws Exception {
        HttpResponse<String> answer = get(server, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        return JSON.readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void everyAnswerSaysWhoServedItAndWhetherItCanChange() throws Exception {
        JsonNode answer = ok("/api/v1/accounting");
        JsonNode served = answer.path("served");
        assertThat(served.path("instance").asText()).isEqualTo("127.0.0.1:1");
        assertThat(served.path("store").asText()).isEqualTo("active");
        assertThat(served.path("lagRecords").asLong()).isEqualTo(7);
        assertThat(served.path("status").asText()).isEqualTo("provisional");
        assertThat(Instant.parse(served.path("asOf").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void accountingBalances() throws Exception {
        JsonNode data = ok("/api/v1/accounting").path("data");
        assertThat(data.path("in").asLong()).isEqualTo(12);
        assertThat(data.path("kept").asLong()).isEqualTo(12);
        assertThat(data.path("balanced").asBoolean()).isTrue();
        assertThat(data.path("watermarks").asLong()).isEqualTo(1);
        assertThat(data.path("facts").asLong()).isEqualTo(1);
        assertThat(data.path("byReason").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("invalid", "late", "bot");
        assertThat(data.path("partitions")).hasSize(1);
        assertThat(data.path("partitions").path(0).path("watermark").asText()).isEqualTo("2025-08-10T02:00:00Z");
        assertThat(data.path("finalThrough").asText()).isEqualTo("2025-08-10T01:45:00Z");
    }

    @Test
    void experimentsAndScorecards() throws Exception {
        JsonNode experiments = ok("/api/v1/experiments").path("data");
        assertThat(experiments).hasSize(1);
        assertThat(experiments.path(0).path("versions").path(0).path("start").asText())
                .isEqualTo("2025-08-09T00:00:00Z");
        JsonNode scorecard = ok("/api/v1/experiments/banner/scorecard").path("data");
        assertThat(scorecard.path("experimentId").asText()).isEqualTo("banner");
        assertThat(scorecard.path("variants")).hasSize(2);
        assertThat(scorecard.path("accounting").path("kept").asLong()).isEqualTo(12);
        assertThat(scorecard.path("watermark").asText()).isEqualTo("2025-08-10T02:00:00Z");
    }

    @Test
    void windowsComeInPages() throws Exception {
        JsonNode all = ok("/api/v1/experiments/banner/windows");
        assertThat(all.path("served").path("status").asText()).isEqualTo("final");
        assertThat(all.has("nextCursor")).isFalse();
        assertThat(all.path("data").size()).isGreaterThan(1);
        List<JsonNode> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok("/api/v1/experiments/banner/windows?limit=1" + cursor);
            assertThat(page.path("data")).hasSize(1);
            paged.add(page.path("data").path(0));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(paged).containsExactlyElementsOf(all.path("data"));
        JsonNode first = ok("/api/v1/experiments/banner/windows?from=2025-08-10T00:00:00Z&to=2025-08-10T00:15:00Z");
        assertThat(first.path("data"))
                .allSatisfy(window ->
                        assertThat(window.path("windowStart").asText()).isEqualTo("2025-08-10T00:00:00Z"));
        assertThat(first.path("data").size()).isBetween(1, 2);
        assertThat(ok("/api/v1/experiments/banner/windows?to=2025-08-10T00:00:00Z")
                        .path("data"))
                .isEmpty();
    }

    @Test
    void usersAlsoThoseWithASlash() throws Exception {
        JsonNode user = ok("/api/v1/users/unit%2F3").path("data");
        assertThat(user.path("unit").asText()).isEqualTo("unit/3");
        assertThat(user.path("verdict").isNull()).isTrue();
        assertThat(user.path("enrolments").path(0).path("experimentId").asText())
                .isEqualTo("banner");
        JsonNode sessions = ok("/api/v1/users/unit%2F3/sessions").path("data");
        assertThat(sessions).hasSize(1);
        assertThat(sessions.path(0).path("events").asLong()).isEqualTo(3);
        assertThat(sessions.path(0).path("start").asText()).isEqualTo("2025-08-10T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/experiments/none/scorecard | 404 | there is no scorecard of an experiment 'none'",
                "/api/v1/experiments/none/windows | 404 | there is no experiment 'none'",
                "/api/v1/users/nobody | 404 | unit 'nobody' was never seen",
                "/api/v1/users/nobody/sessions | 404 | unit 'nobody' was never seen",
                "/api/v2/accounting | 404 | nothing is served at /api/v2/accounting; /api/v1 lists what is",
                "/api/v1/experiments?limit=0 | 400 | limit: expected a whole number from 1 to 1000, found '0'",
                "/api/v1/experiments?limit=1001 | 400 | limit: expected a whole number from 1 to 1000, found '1001'",
                "/api/v1/experiments?limit=many | 400 | limit: expected a whole number from 1 to 1000, found 'many'",
                "/api/v1/experiments?cursor=* | 400 | cursor: expected what an answer gave as nextCursor, found '*'",
                "/api/v1/experiments/banner/windows?cursor=YQ | 400 | cursor: expected what this list gave as nextCursor",
                "/api/v1/users/unit-1/sessions?cursor=YQ | 400 | cursor: expected what this list gave as nextCursor",
                "/api/v1/experiments/banner/windows?from=yesterday | 400 | from: expected a time such as 1970-01-01T00:00:00Z, found 'yesterday'",
                "/api/v1/topology?format=svg | 400 | format: expected text or mermaid, found 'svg'",
                "/%00 | 400 | ",
            })
    void errorsAreProblems(String path, int status, String detail) throws Exception {
        assertProblem(get(server, path), status, detail == null ? "" : detail);
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        HttpRequest post = request(server, "/api/v1/accounting")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertProblem(
                CLIENT.send(post, BodyHandlers.ofString()), 405, "POST is not served at /api/v1/accounting, GET is");
    }

    @Test
    void requestsThatAreTooLargeAreRefused() throws Exception {
        HttpRequest large = request(server, "/api/v1/accounting")
                .header("X-Large", "x".repeat(MAX_REQUEST_BYTES))
                .build();
        assertProblem(CLIENT.send(large, BodyHandlers.ofString()), 431, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/accounting", "/api/v1/experiments", "/api/v1/users/u", "/api/v1/experiments/e/scorecard"
            })
    void aStoreThatIsMovingIsToldAndNotAnsweredEmpty(String path) throws Exception {
        try (HttpServer moving = serve(new Failing(() -> new StoreMovingException("on its way")))) {
            HttpResponse<String> answer = get(moving, path);
            assertProblem(answer, 503, "on its way");
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        }
    }

    @Test
    void aUnitOfAnotherInstanceIsToldHonestly() throws Exception {
        try (HttpServer partial =
                serve(new Failing(() -> new ElsewhereException("unit 'u' is owned by the instance at b:1")))) {
            assertProblem(get(partial, "/api/v1/users/u"), 503, "unit 'u' is owned by the instance at b:1");
        }
    }

    @Test
    void aDefectIsNotShownToTheClient() throws Exception {
        try (HttpServer broken = serve(new Failing(() -> new IllegalStateException("secret")))) {
            HttpResponse<String> answer = get(broken, "/api/v1/accounting");
            assertProblem(answer, 500, "a defect");
            assertThat(answer.body()).doesNotContain("secret");
        }
    }

    @Test
    void aQuestionThatTakesTooLongIsGivenUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (HttpServer slow = serve(new Failing(() -> {
            awaitQuietly(never);
            return new IllegalStateException();
        }))) {
            assertProblem(get(slow, "/api/v1/accounting"), 503, "no answer from the state store within PT0.5S");
        } finally {
            never.countDown();
        }
    }

    @Test
    void aBusyDefaultPortIsReplacedAndOneThatWasAskedForIsNot() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            try (HttpServer other = serve(topology, config(busy.getLocalPort(), true))) {
                assertThat(other.address().port()).isNotEqualTo(busy.getLocalPort());
                assertThat(get(other, "/health/live").statusCode()).isEqualTo(200);
            }
            assertThatThrownBy(() -> serve(topology, config(busy.getLocalPort(), false)))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("http.listen 127.0.0.1:" + busy.getLocalPort() + " cannot be used");
        }
    }

    @Test
    void healthMetricsAndIndex() throws Exception {
        assertThat(ok("/health/live").path("status").asText()).isEqualTo("up");
        assertThat(ok("/health/ready").path("parts").path("streams").asText()).isEqualTo("RUNNING");
        assertThat(get(server, "/metrics").body()).isEqualTo("a_metric 1.0\n");
        assertThat(ok("/api/v1").path("paths")).hasSize(server.routes().size());
        assertThat(ok("/api/v1").path("dashboard").asText()).isEqualTo("/");
        assertThat(ok("/api/v1/topology?format=mermaid")
                        .path("data")
                        .path("topology")
                        .asText())
                .isEqualTo("flowchart TD");
        assertThat(ok("/api/v1/topology").path("data").path("topology").asText())
                .isEqualTo("words");
    }

    @Test
    void theDocumentDescribesExactlyWhatIsServed() throws Exception {
        JsonNode document = ok("/openapi.json");
        Set<String> described = new TreeSet<>();
        document.path("paths").properties().forEach(path -> described.add(path.getKey()));
        assertThat(described)
                .containsExactlyElementsOf(new TreeSet<>(
                        server.routes().stream().map(HttpServer.Route::path).toList()));
        document.findValuesAsText("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    /** The schemas mark moments in words; a moment that is not in the list would be shown as a number. */
    @Test
    void everyMomentIsShownAsOne() {
        Set<String> inSchemas = new TreeSet<>();
        Topics.withSchema()
                .filter(topic -> Set.of("scorecards", "variant-ctr", "sessions", "experiment-definitions")
                        .contains(topic.name()))
                .forEach(topic -> collectMoments(
                        SpecificData.get().getSchema(Objects.requireNonNull(topic.recordClass())), inSchemas));
        assertThat(new TreeSet<>(RecordViews.MOMENTS)).containsAll(inSchemas);
        assertThat(inSchemas).hasSizeGreaterThan(4);
    }

    private static void collectMoments(Schema root, Set<String> moments) {
        Deque<Schema> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Schema schema = open.pop();
            switch (schema.getType()) {
                case UNION -> open.addAll(schema.getTypes());
                case ARRAY -> open.add(schema.getElementType());
                case MAP -> open.add(schema.getValueType());
                case RECORD ->
                    schema.getFields().forEach(field -> {
                        open.add(field.schema());
                        if (field.doc() != null && field.doc().startsWith("ms since the epoch")) {
                            moments.add(schema.getName() + "." + field.name());
                        }
                    });
                default -> {}
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Failure {
        RuntimeException make();
    }

    /** Stores that never answer. */
    private record Failing(Failure failure) implements StateQueries {
        @Override
        public <T> T askMerge(Function<MergeQueries, T> question) {
            throw failure.make();
        }

        @Override
        public <T> T askUnit(String unit, Function<UnitQueries, T> question) {
            throw failure.make();
        }

        @Override
        public String instance() {
            return "127.0.0.1:1";
        }

        @Override
        public long lagRecords() {
            return 0;
        }
    }
}
