package io.trialstream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.platform.PlatformStatus.PartStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, registry, S3 store and Connect worker together, without connectors of ours. */
class FourPartsTest {
    private static final String WORKER = "connect";

    @TempDir
    static Path directory;

    private static LocalPlatform platform;

    @BeforeAll
    static void start() {
        platform =
                LocalPlatform.start(PlatformOptions.in(directory).withConnect().anyPorts());
    }

    @AfterAll
    static void stop() {
        platform.close();
        assertThat(PlatformStatus.of(directory).parts()).isEmpty();
        assertThat(Endpoints.read(directory).members()).isEmpty();
    }

    @Test
    void theirAddressesAreInTheEndpointsFile() {
        assertThat(platform.startTimes()).containsOnlyKeys("broker", "registry", "s3", WORKER);
        Endpoints endpoints = Endpoints.read(directory);
        assertThat(endpoints.members()).containsOnlyKeys("bootstrap", "registry", "s3", "connect");
        assertThat(endpoints.get(Endpoints.S3))
                .contains(platform.s3().endpoint().toString());
        assertThat(platform.connect().names()).isEmpty();
    }

    @Test
    void theStoreWantsSignedRequests() throws Exception {
        URI object = platform.s3().endpoint().resolve("/" + S3Store.BUCKET + "/object");

        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(object)
                                .PUT(BodyPublishers.ofString("unsigned"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
        assertThat(S3Store.folder(directory)).isEmptyDirectory();
    }

    @Test
    void aKilledWorkerIsGoneAtOnceAndWellAfterARestart() {
        long killed = pid();

        platform.kill(WORKER);
        PlatformStatus status = platform.status();
        assertThat(status.healthy()).isFalse();
        assertThat(states(status)).isEqualTo("broker WELL, connect GONE, registry WELL, s3 WELL");
        assertThat(platform.alive(WORKER)).isFalse();

        platform.restart(WORKER);
        assertThat(platform.status().healthy()).isTrue();
        assertThat(pid()).isNotEqualTo(killed);
        assertThatThrownBy(() -> platform.restart(WORKER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("connect is alive: kill it first");
        assertThatThrownBy(() -> platform.kill("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected a part launched by this JVM, [")
                .hasMessageEndingWith(", actual nobody");
    }

    @Test
    void whatTheWorkerRefusesIsToldWithItsReason() {
        assertThatThrownBy(() ->
                        platform.connect().apply("{\"name\":\"x\",\"config\":{\"connector.class\":\"NoSuchSink\"}}"))
                .isInstanceOf(PlatformException.class)
                .hasMessageStartingWith("Connect: POST ")
                .hasMessageContaining("expected status 201, actual ")
                .hasMessageContaining(
                        "Failed to find any class that implements Connector and which name matches NoSuchSink");
        assertThatThrownBy(() -> platform.connect().apply("{\"name\":\"x\"}"))
                .isInstanceOf(PlatformException.class)
                .hasMessage("Expected a connector as {\"name\":…,\"config\":{…}}, actual {\"name\":\"x\"}");
        platform.connect().delete("x");
    }

    @Test
    void theWorkerListensOnLoopbackAndItsSecretsAreNotInItsSettings() throws Exception {
        String settings = Files.readString(directory.resolve("conf").resolve("connect.properties"));

        List<String> listeners =
                settings.lines().filter(line -> line.startsWith("listeners=")).toList();
        assertThat(listeners).hasSize(1).allMatch(line -> line.startsWith("listeners=http://127.0.0.1:"));
        assertThat(settings).doesNotContain(S3Store.SECRET_ACCESS_KEY);
    }

    private static long pid() {
        return platform.status().parts().stream()
                .filter(part -> part.name().equals(WORKER))
                .mapToLong(PartStatus::pid)
                .findFirst()
                .orElseThrow();
    }

    private static String states(PlatformStatus status) {
        return status.parts().stream()
                .map(part -> part.name() + " " + part.state())
                .collect(Collectors.joining(", "));
    }
}
