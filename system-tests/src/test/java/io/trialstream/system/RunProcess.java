package io.trialstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.app.Main;
import io.trialstream.platform.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code ./trialstream run} as a child process on a data folder. */
final class RunProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path dataDir;
    private final Path log;
    private final Process process;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private RunProcess(Path dataDir, Path log, Process process) {
        this.dataDir = dataDir;
        this.log = log;
        this.process = process;
    }

    /** @param settings {@code key=value} */
    static RunProcess start(Path dataDir, String... settings) throws IOException {
        return startAt("127.0.0.1:0", dataDir, settings);
    }

    /** @param listen where HTTP is served: {@code host:port}, where one that was there before is to be found again */
    static RunProcess startAt(String listen, Path dataDir, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--data",
                dataDir.toString(),
                "--listen",
                listen));
        List<String> all = new ArrayList<>(List.of("time.idle-timeout=PT2S", "streams.cache-megabytes=8"));
        all.addAll(List.of(settings));
        all.forEach(setting -> command.addAll(List.of("--set", setting)));
        return start(dataDir, Files.createTempFile(dataDir, "run", ".log"), new ProcessBuilder(command));
    }

    /**
     * The same, by somebody else's command line.
     *
     * @param dataDir as the command line says, so that the address can be found
     * @param log where its output goes
     */
    static RunProcess start(Path dataDir, Path log, ProcessBuilder command) throws IOException {
        Process process =
                command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new RunProcess(dataDir, log, process);
    }

    long pid() {
        return process.pid();
    }

    void awaitReady() throws Exception {
        await("/health/ready", answer -> true);
    }

    /**
     * Asks again and again until the answer's data are what is awaited.
     *
     * @throws AssertionError with the process's log, when it ends or too much time passes
     */
    JsonNode await(String path, Predicate<JsonNode> awaited) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String latest = "nothing";
        while (System.nanoTime() < deadline && process.isAlive()) {
            Optional<HttpResponse<String>> answer = get(path);
            if (answer.isPresent()) {
                latest = answer.get().body();
                JsonNode json = JSON.readTree(latest);
                JsonNode data = json.has("data") ? json.path("data") : json;
                if (answer.get().statusCode() == 200 && awaited.test(data)) {
                    return data;
                }
            }
            process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
        throw new AssertionError(
                path + " never answered what was awaited; last: " + latest + "\n" + Files.readString(log));
    }

    /** The body of an answer that must come at once. */
    String text(String path) throws InterruptedException {
        return get(path).map(HttpResponse::body).orElseThrow(() -> new AssertionError("no answer from " + path));
    }

    private Optional<HttpResponse<String>> get(String path) throws InterruptedException {
        Optional<String> http = Endpoints.read(dataDir).http();
        if (http.isEmpty()) {
            return Optional.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(http.get() + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /** SIGTERM; the exit status. */
    int stop() throws InterruptedException, IOException {
        process.destroy();
        return awaitExit();
    }

    int awaitExit() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process did not end within " + PATIENCE + "\n" + Files.readString(log));
        }
        return process.exitValue();
    }

    String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroyForcibly().waitFor();
        }
    }
}
