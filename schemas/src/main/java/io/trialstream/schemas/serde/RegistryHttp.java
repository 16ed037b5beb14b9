package io.trialstream.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to one registry with several addresses: time-outs, retries, back-off, and nothing about schemas. */
final class RegistryHttp {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String ACCEPT = CONTENT_TYPE + ", application/json; q=0.5";
    private static final int SHOWN_CHARS_MAX = 200;

    private final List<URI> bases;
    private final HttpClient client;
    private final Duration requestTimeout;
    private final int retries;
    private final long backoffMs;
    private final long backoffMaxMs;
    private final @Nullable String authorization;

    /** Index of the address that answered last. A stale read costs one attempt at an address that is down. */
    private volatile int preferred;

    RegistryHttp(AvroSerdeConfig config) {
        bases = config.baseUris();
        // HTTP/1.1: an upgrade offer to HTTP/2 in clear text confuses some proxies.
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.duration(AvroSerdeConfig.CONNECT_TIMEOUT_MS))
                .build();
        requestTimeout = config.duration(AvroSerdeConfig.REQUEST_TIMEOUT_MS);
        retries = config.getInt(AvroSerdeConfig.RETRIES);
        backoffMs = config.getInt(AvroSerdeConfig.BACKOFF_MS);
        backoffMaxMs = config.getInt(AvroSerdeConfig.BACKOFF_MAX_MS);
        String userInfo = config.userInfo().value();
        authorization = userInfo.isEmpty()
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /** What the registry said: its status, the body as JSON (missing where it is none), and the body as it came. */
    record Answer(String request, int status, JsonNode body, String text) {
        boolean ok() {
            return status / 100 == 2;
        }

        /** The registry's own code, five digits for its own findings (40403); 0 where the answer bears none. */
        int errorCode() {
            return body.path("error_code").asInt(0);
        }

        String describe() {
            String said = body.path("message").asText(text);
            return request + " answered " + status + (errorCode() == 0 ? "" : "/" + errorCode()) + ": "
                    + (said.length() <= SHOWN_CHARS_MAX ? said : said.substring(0, SHOWN_CHARS_MAX) + "…");
        }
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer post(String path, JsonNode body) {
        return send("POST", path, BodyPublishers.ofString(body.toString()));
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, BodyPublishers.ofString(body.toString()));
    }

    /** Every request of the registry's API that is used here may safely be sent twice. */
    private Answer send(String method, String path, BodyPublisher body) {
        int first = preferred;
        for (int attempt = 0; ; attempt++) {
            int index = (first + attempt) % bases.size();
            URI uri = URI.create(bases.get(index) + path);
            try {
                Answer answer = once(method, uri, body);
                preferred = index;
                return answer;
            } catch (IOException e) {
                if (attempt == retries) {
                    throw new RegistryUnavailableException(
                            "no answer from the schema registry in %d attempts, the last: %s %s: %s"
                                    .formatted(attempt + 1, method, uri, reason(e)),
                            e);
                }
                LOG.warn(
                        "Schema registry: {} {}: {}; attempt {} of {}",
                        method,
                        uri,
                        reason(e),
                        attempt + 1,
                        retries + 1);
                pause(attempt);
            }
        }
    }

    /** One attempt; whatever another attempt may cure is an {@code IOException}. */
    private Answer once(String method, URI uri, BodyPublisher body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, body)
                .timeout(requestTimeout)
                .header("Accept", ACCEPT)
                .header("Content-Type", CONTENT_TYPE);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> response = await(client.sendAsync(request.build(), BodyHandlers.ofString()));
        int status = response.statusCode();
        Answer answer = new Answer(method + " " + uri, status, json(response.body()), response.body());
        if (status == 408 || status == 429 || status >= 500) {
            throw new IOException(answer.describe());
        }
        return answer;
    }

    /** Waits here and not in {@code send}: the client's own time-out ends with the header, and a body may stall. */
    private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> running) throws IOException {
        try {
            return running.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new IOException("no complete answer within " + requestTimeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            running.cancel(true);
            throw new InterruptException(e);
        }
    }

    private void pause(int attempt) {
        long ceiling = Math.min(backoffMaxMs, backoffMs << Math.min(attempt, 20));
        // Half fixed, half random: instances that failed together do not come back together.
        long pauseMs = ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1);
        try {
            Thread.sleep(pauseMs);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
