package io.trialstream.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trialstream.app.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** The HTTP interface of a running instance, as commands use it. Thread-safe. */
public final class HttpApi {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);
    private static final Duration GREATEST_RETRY = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /** Numbers keep every digit they came with. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final URI base;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    /** @param base {@code http://host:port} */
    public HttpApi(URI base) {
        this.base = base;
    }

    /** Where it is asked. */
    public URI base() {
        return base;
    }

    /**
     * The member {@code data} of an answer; while the instance says that it is not ready (503), it is asked again.
     *
     * @param path below {@code /api/v1/}
     * @param patience how long to ask again at most
     * @return empty where there is no such thing (404)
     * @throws CommandFailure where no instance answers, or it answers otherwise
     */
    public Optional<JsonNode> find(String path, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            HttpResponse<byte[]> answer = get("/api/v1/" + path);
            if (answer.statusCode() == OK) {
                return Optional.of(parse(path, answer.body()).path("data"));
            }
            if (answer.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            if (answer.statusCode() != UNAVAILABLE || System.nanoTime() > deadline) {
                throw new CommandFailure(base + "/api/v1/" + path + ": expected an answer, found status "
                        + answer.statusCode() + ": " + detail(answer));
            }
            pause(retryAfter(answer));
        }
    }

    /** As {@link #find}, where there must be an answer. @param what the thing asked for, for the message */
    public JsonNode get(String path, String what, Duration patience) {
        return find(path, patience).orElseThrow(() -> new CommandFailure(base + " knows no " + what));
    }

    /** Whether the instance says that it is ready. Never throws. */
    public boolean ready() {
        try {
            return get("/health/ready").statusCode() == OK;
        } catch (CommandFailure e) {
            return false;
        }
    }

    private HttpResponse<byte[]> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(REQUEST_TIMEOUT)
                .build();
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CommandFailure(
                    "no instance answers at " + base + ": " + e.getClass().getSimpleName()
                            + (e.getMessage() == null ? "" : " " + e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while asking " + base, e);
        }
    }

    private JsonNode parse(String path, byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(base + "/api/v1/" + path + ": expected JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure(base + "/api/v1/" + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What a problem document says, else nothing. */
    private static String detail(HttpResponse<byte[]> answer) {
        try {
            JsonNode problem = JSON.readTree(answer.body());
            return problem.path("detail").asText(problem.path("title").asText(""));
        } catch (IOException e) {
            return "";
        }
    }

    private static Duration retryAfter(HttpResponse<byte[]> answer) {
        try {
            Duration asked = answer.headers()
                    .firstValue("Retry-After")
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .orElse(DEFAULT_RETRY);
            return asked.compareTo(GREATEST_RETRY) < 0 ? asked : GREATEST_RETRY;
        } catch (NumberFormatException e) {
            return DEFAULT_RETRY;
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }
}
