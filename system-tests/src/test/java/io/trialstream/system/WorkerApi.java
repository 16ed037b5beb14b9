package io.trialstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A Connect worker's REST interface, as an administrator uses it. */
final class WorkerApi {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    WorkerApi(URI base) {
        this.base = base;
    }

    /** What it said. */
    record Answer(int status, JsonNode body) {}

    Answer ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    /** Asks until it agrees: while a worker starts or rebalances it refuses, or does not answer. */
    JsonNode insist(String method, String path, String body) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String latest = "nothing";
        while (System.nanoTime() < deadline) {
            try {
                Answer answer = ask(method, path, body);
                if (answer.status() / 100 == 2) {
                    return answer.body();
                }
                latest = answer.toString();
            } catch (IOException e) {
                latest = e.toString();
            }
            Thread.sleep(PAUSE.toMillis());
        }
        throw new AssertionError(method + " " + path + " was not done within " + PATIENCE + "; last: " + latest);
    }
}
