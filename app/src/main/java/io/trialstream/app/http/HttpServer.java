package io.trialstream.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.query.StateQueries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the paths of {@link #routes()}; listens on loopback unless told otherwise. */
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
    private static final int THREADS_BESIDE_STREAMS = 24;
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final RunConfig.Http config;
    private final Sources sources;
    private final Asker ask;
    private final Api api;
    private final EventStream stream;
    private final Dashboard dashboard = new Dashboard();
    private final List<Route> routes;
    private final Javalin server;
    private final HostPort address;

    /**
     * What answers come from.
     *
     * @param queries the state stores
     * @param health whether every part can do its work
     * @param metrics all metrics in Prometheus' text format
     * @param topology the topology in words
     * @param diagram the topology as a Mermaid flowchart
     */
    public record Sources(
            StateQueries queries,
            Supplier<Health> health,
            Supplier<String> metrics,
            Supplier<String> topology,
            Supplier<String> diagram) {}

    /** A path that is served; all are read with GET. */
    record Route(String path, String summary, Handler handler) {}

    private HttpServer(RunConfig.Http config, Sources sources, Duration streamEvery) {
        this.config = config;
        this.sources = sources;
        this.ask = new Asker(sources.queries(), config.queryTimeout());
        this.api = new Api(ask, Clock.systemUTC());
        this.stream = new EventStream(ask, config.maxStreamClients());
        this.routes = routes();
        this.server = bind(config.listen());
        this.address = new HostPort(config.listen().host(), server.port());
        stream.start(streamEvery);
    }

    /**
     * Listens.
     *
     * @param streamEvery time between two looks at the stores for {@code /api/v1/stream}
     * @throws CommandFailure if the port is busy and was asked for; a busy default port is replaced by a free one
     */
    public static HttpServer start(RunConfig.Http config, Sources sources, Duration streamEvery) {
        return new HttpServer(config, sources, streamEvery);
    }

    /** Where it listens in truth. */
    public HostPort address() {
        return address;
    }

    List<Route> routes() {
        return List.of(
                new Route("/", "The dashboard, for people", dashboard.page()::serve),
                new Route("/api/v1", "What is served", this::index),
                new Route("/api/v1/experiments", "Experiments with all versions", api::experiments),
                new Route("/api/v1/experiments/{id}/scorecard", "The scorecard of an experiment", api::scorecard),
                new Route("/api/v1/experiments/{id}/windows", "Final windows of an experiment", api::windows),
                new Route("/api/v1/users/{unit}", "What is known of a unit", api::user),
                new Route("/api/v1/users/{unit}/sessions", "A unit's latest closed sessions", api::sessions),
                new Route("/api/v1/accounting", "Where every event went", api::accounting),
                new Route("/api/v1/topology", "The topology as built", this::topology),
                new Route("/api/v1/stream", "Scorecards, accounting and finals as they change", stream::serve),
                new Route("/health/live", "Whether the process lives", this::live),
                new Route("/health/ready", "Whether it can do its work", this::ready),
                new Route("/metrics", "Metrics for Prometheus", this::metrics),
                new Route("/openapi.json", "This interface, for machines", this::openApi));
    }

    private Javalin bind(HostPort wanted) {
        try {
            return create().start(wanted.host(), wanted.port());
        } catch (JavalinBindException busy) {
            if (!config.portIsDefault()) {
                throw new CommandFailure("http.listen " + wanted + " cannot be used: " + busy.getMessage(), busy);
            }
            Javalin other = create().start(wanted.host(), 0);
            log.warn("Port {} is busy: HTTP listens on {}", wanted.port(), other.port());
            return other;
        }
    }

    private Javalin create() {
        return Javalin.create(javalin -> {
            configure(javalin);
            javalin.routes.before(context -> {
                Dashboard.SECURITY_HEADERS.forEach(context::header);
                context.header("Cache-Control", "no-store");
            });
            routes.forEach(route -> javalin.routes.get(route.path(), route.handler()));
            Stream.concat(Stream.of(dashboard.page()), dashboard.files().stream())
                    .forEach(asset -> {
                        // Javalin answers HEAD by itself, without the headers that GET would have.
                        javalin.routes.head(asset.path(), asset::serve);
                    });
            dashboard.files().forEach(asset -> javalin.routes.get(asset.path(), asset::serve));
            javalin.routes.exception(Problem.class, (problem, context) -> answer(context, problem));
            javalin.routes.exception(HttpResponseException.class, HttpServer::answerRouting);
            javalin.routes.exception(Exception.class, HttpServer::answerDefect);
        });
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.startup.startupWatcherEnabled = false;
        javalin.http.prefer405over404 = true;
        javalin.http.maxRequestSize = config.maxRequestBytes();
        javalin.http.compressionStrategy = CompressionStrategy.NONE;
        javalin.jetty.threadPool = new QueuedThreadPool(config.maxStreamClients() + THREADS_BESIDE_STREAMS);
        javalin.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(config.maxRequestBytes());
            http.setSendServerVersion(false);
            // A unit may hold a slash or a percent sign, and comes percent-encoded in the path.
            http.setUriCompliance(UriCompliance.DEFAULT.with(
                    "units",
                    UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                    UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        });
        javalin.jetty.modifyServletContextHandler(
                context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
        javalin.jetty.modifyServer(server -> server.setErrorHandler(new ProblemErrorHandler()));
    }

    private void index(Context context) {
        ObjectNode index = JsonNodeFactory.instance.objectNode().put("application", "trialstream");
        ArrayNode paths = index.putArray("paths");
        routes.forEach(route -> paths.addObject().put("path", route.path()).put("summary", route.summary()));
        index.put("dashboard", "/").put("openapi", "/openapi.json");
        context.contentType(JSON).result(index.toPrettyString());
    }

    private void topology(Context context) {
        String format = Objects.requireNonNullElse(context.queryParam("format"), "text");
        String text = switch (format) {
            case "text" -> sources.topology().get();
            case "mermaid" -> sources.diagram().get();
            default -> throw Problem.badRequest("format: expected text or mermaid, found '" + format + "'");
        };
        ObjectNode data =
                JsonNodeFactory.instance.objectNode().put("format", format).put("topology", text);
        api.answer(context, data, "final", null);
    }

    private void live(Context context) {
        context.contentType(JSON).result("{\"status\":\"up\"}");
    }

    private void ready(Context context) {
        Health health = sources.health().get();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", health.ready() ? "ready" : "not ready");
        ObjectNode parts = json.putObject("parts");
        health.parts().forEach(parts::put);
        if (!health.ready()) {
            context.header("Retry-After", "1");
        }
        context.status(health.ready() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        context.contentType(JSON).result(json.toString());
    }

    private void metrics(Context context) {
        context.contentType(PROMETHEUS).result(sources.metrics().get());
    }

    private void openApi(Context context) throws IOException {
        context.contentType(JSON).result(openApiText());
    }

    static String openApiText() throws IOException {
        try (InputStream in = HttpServer.class.getResourceAsStream("/io/trialstream/app/openapi.json")) {
            return new String(
                    Objects.requireNonNull(in, "openapi.json is in the jar").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void answer(Context context, Problem problem) {
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            context.header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        context.status(problem.status())
                .contentType(Problem.CONTENT_TYPE)
                .result(problem.json(context.path()).toString());
    }

    private static void answerRouting(HttpResponseException refused, Context context) {
        String detail = switch (refused.getStatus()) {
            case HttpStatus.NOT_FOUND_404 -> "nothing is served at " + context.path() + "; /api/v1 lists what is";
            case HttpStatus.METHOD_NOT_ALLOWED_405 ->
                context.method().name().toUpperCase(Locale.ROOT) + " is not served at " + context.path() + ", GET is";
            default -> String.valueOf(refused.getMessage());
        };
        answer(context, Problem.of(refused.getStatus(), detail));
    }

    private static void answerDefect(Exception defect, Context context) {
        log.error("{} {} failed", context.method(), context.path(), defect);
        answer(
                context,
                Problem.of(HttpStatus.INTERNAL_SERVER_ERROR_500, "a defect; the log of this process says more"));
    }

    @Override
    public void close() {
        stream.close();
        server.stop();
        ask.close();
    }
}
