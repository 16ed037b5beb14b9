package io.trialstream.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.RunConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page and its files as they are served; what the page does is tested in a browser, in system-tests. */
@Timeout(60)
class DashboardTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern REFERENCE = Pattern.compile("(?:(?:src|href)=\"| from ')([^\"']+)[\"']");

    @SuppressWarnings("NullAway.Init")
    private static RanTopology topology;

    @SuppressWarnings("NullAway.Init")
    private static HttpServer server;

    @BeforeAll
    static void start() {
        topology = new RanTopology();
        RunConfig.Http config = new RunConfig.Http(
                new HostPort("127.0.0.1", 0), true, Optional.empty(), Duration.ofMillis(500), 4_096, 1);
        HttpServer.Sources sources =
                new HttpServer.Sources(topology, () -> new Health(true, Map.of()), () -> "", () -> "", () -> "");
        server = HttpServer.start(config, sources, Duration.ofSeconds(1));
    }

    @AfterAll
    static void stop() {
        server.close();
        topology.close();
    }

    private static HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static List<String> files() {
        return new Dashboard().files().stream().map(Dashboard.Asset::path).toList();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | text/html | no-cache",
                "/dashboard/main.js | text/javascript | no-cache",
                "/dashboard/dashboard.css | text/css | no-cache",
                "/dashboard/icon.svg | image/svg+xml | no-cache",
                "/webjars/uplot/1.6.30/dist/uPlot.esm.js | text/javascript | public, max-age=31536000, immutable",
                "/webjars/uplot/1.6.30/dist/uPlot.min.css | text/css | public, max-age=31536000, immutable",
            })
    void filesAreServedAsWhatTheyAre(String path, String type, String cacheControl) throws Exception {
        HttpResponse<String> answer = send("GET", path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).startsWith(type);
        assertThat(header(answer, "Cache-Control")).isEqualTo(cacheControl);

        HttpResponse<String> head = send("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        List.of("Content-Type", "Cache-Control", "ETag", "Content-Length", "Content-Security-Policy")
                .forEach(name ->
                        assertThat(header(head, name)).as(name).isNotEmpty().isEqualTo(header(answer, name)));

        HttpResponse<String> again = send("GET", path, "If-None-Match", header(answer, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(send("GET", path, "If-None-Match", "\"other\"").body()).isEqualTo(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/dashboard/main.js", "/api/v1", "/api/v1/accounting", "/nothing", "/%00"})
    void everyAnswerCarriesTheSecurityHeaders(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path);
        assertThat(header(answer, "Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    }

    @Test
    void answersOfTheInterfaceAreNotKept() throws Exception {
        assertThat(header(send("GET", "/api/v1/accounting"), "Cache-Control")).isEqualTo("no-store");
    }

    /** From the page on, by every reference; so also what the chart imports is there under the version it names. */
    @Test
    void whateverThePageRefersToIsServedAndNothingElseIsKept() throws Exception {
        Map<String, String> found = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>(List.of("/"));
        while (!open.isEmpty()) {
            String path = open.pop();
            if (!found.containsKey(path)) {
                HttpResponse<String> answer = send("GET", path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                found.put(path, answer.body());
                if (path.equals("/") || path.startsWith("/dashboard/")) {
                    references(answer.body()).forEach(reference -> open.push(resolve(path, reference)));
                }
            }
        }
        assertThat(found.keySet().stream().filter(path -> path.matches("/(dashboard|webjars)/.*")))
                .containsExactlyInAnyOrderElementsOf(files());
    }

    private static List<String> references(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .filter(r -> !r.startsWith("#"))
                .toList();
    }

    private static String resolve(String path, String reference) {
        URI resolved = URI.create("http://page" + path).resolve(reference);
        assertThat(resolved.getHost()).as(reference).isEqualTo("page");
        return resolved.getPath();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard/",
                "/dashboard/index.html",
                "/dashboard/nothing.js",
                "/dashboard/../openapi.json",
                "/dashboard/%2e%2e/openapi.json",
                "/dashboard/..%2fopenapi.json",
                "/dashboard/%2e%2e%2fmetrics.yaml",
                "/dashboard/main.js%00.css",
                "/webjars/",
                "/webjars/uplot/1.6.30/package.json",
                "/webjars/uplot/1.6.30/dist/uPlot.cjs.js",
                "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.esm.js",
                "/favicon.ico",
            })
    void nothingElseIsServed(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 404);
        assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void thePageIsNotWrittenTo() throws Exception {
        assertThat(send("POST", "/").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/dashboard/main.js").statusCode()).isEqualTo(405);
    }

    /** Ids come from users: no script of ours makes markup of text, and nothing is inline, so that the policy holds. */
    @Test
    void textIsNeverMarkupAndNothingIsInline() throws Exception {
        List<String> own = new ArrayList<>(files());
        own.removeIf(path -> path.startsWith("/webjars/"));
        own.add("/");
        for (String path : own) {
            String content = send("GET", path).body();
            List<String> suspicious = Pattern.compile(
                            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|<style|\\sstyle=|\\son[a-z]+=|<script>"
                                    + "|https?://(?!www\\.w3\\.org/2000/svg)")
                    .matcher(content)
                    .results()
                    .map(MatchResult::group)
                    .toList();
            assertThat(suspicious).as(path).isEmpty();
        }
    }
}
