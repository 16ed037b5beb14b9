package io.trialstream.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Apicurio Registry with its data in an H2 file, spoken to through its Confluent REST API. */
final class RegistryPart implements Part {
    static final String NAME = "registry";

    private static final String PORT = "registry";
    private static final String CONFLUENT_API = "/apis/ccompat/v7";
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

    /** Apicurio's own default is NONE: anything goes. */
    private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

    private static final int HEAP_MEBIBYTES = 128;

    private final PlatformOptions options;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RegistryPart(PlatformOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Integer> preferredPorts() {
        return Map.of(PORT, options.port(PartKind.REGISTRY));
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public void prepare(Map<String, Integer> ports) throws IOException {
        Files.createDirectories(data());
    }

    @Override
    public List<String> setupCommand() {
        return List.of();
    }

    @Override
    public List<String> command(Map<String, Integer> ports) {
        // WRITE_DELAY=0: an acknowledged schema is in the file even if the process is killed the next moment.
        String database = "jdbc:h2:file:" + data().resolve("schemas") + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";
        return Jvm.command(
                options.directory(),
                HEAP_MEBIBYTES,
                Jvm.Compilers.FIRST,
                List.of(
                        "-Dquarkus.http.host=" + Ports.LOOPBACK,
                        "-Dquarkus.http.port=" + Ports.of(ports, PORT),
                        "-Dquarkus.http.access-log.enabled=false",
                        "-Dapicurio.storage.kind=sql",
                        "-Dapicurio.storage.sql.kind=h2",
                        "-Dapicurio.datasource.url=" + database,
                        "-jar",
                        PartsFolder.find().registryJar().toString()));
    }

    /** The base of the Confluent REST API: what a client of any Confluent registry is given. */
    @Override
    public String address(Map<String, Integer> ports) {
        return "http://" + Ports.LOOPBACK + ":" + Ports.of(ports, PORT) + CONFLUENT_API;
    }

    @Override
    public String endpointKey() {
        return Endpoints.REGISTRY;
    }

    @Override
    public void probe(Map<String, Integer> ports, Duration timeout) throws Exception {
        send(request(ports, "/subjects", timeout).GET());
    }

    @Override
    public void whenReady(Map<String, Integer> ports, Duration timeout) throws Exception {
        String configuration = send(request(ports, "/config", timeout).GET());
        if (!configuration.contains('"' + COMPATIBILITY + '"')) {
            send(request(ports, "/config", timeout)
                    .header("Content-Type", CONTENT_TYPE)
                    .PUT(BodyPublishers.ofString("{\"compatibility\":\"" + COMPATIBILITY + "\"}")));
        }
    }

    private HttpRequest.Builder request(Map<String, Integer> ports, String path, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(address(ports) + path)).timeout(timeout);
    }

    private String send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("expected status 200 from " + request.method() + " " + request.uri() + ", actual "
                    + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private Path data() {
        return options.directory().resolve(NAME);
    }
}
