package io.trialstream.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** S3Proxy over a folder: a bucket is a folder in it, an object a plain file. */
final class S3Part implements Part {
    static final String NAME = "s3";

    private static final String PORT = "s3";

    /** It streams: the sink of 1,000,000 events went through 64 MiB, docs/platform.md. */
    private static final int HEAP_MEBIBYTES = 64;

    private final PlatformOptions options;
    private final PartFiles files;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    S3Part(PlatformOptions options) {
        this.options = options;
        files = new PartFiles(options.directory(), NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Integer> preferredPorts() {
        return Map.of(PORT, options.port(PartKind.S3));
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public void prepare(Map<String, Integer> ports) throws IOException {
        // A folder is a bucket: no request has to make it.
        Files.createDirectories(S3Store.folder(options.directory()));
        files.write(Map.of(
                "s3proxy.endpoint",
                address(ports),
                "s3proxy.authorization",
                "aws-v2-or-v4",
                "s3proxy.identity",
                S3Store.ACCESS_KEY_ID,
                "s3proxy.credential",
                S3Store.SECRET_ACCESS_KEY,
                "jclouds.provider",
                "filesystem-nio2",
                "jclouds.filesystem.basedir",
                S3Store.base(options.directory()).toString(),
                // Asked for by its code, used by stores that are somebody else's.
                "jclouds.identity",
                S3Store.ACCESS_KEY_ID,
                "jclouds.credential",
                S3Store.SECRET_ACCESS_KEY));
    }

    @Override
    public List<String> setupCommand() {
        return List.of();
    }

    @Override
    public List<String> command(Map<String, Integer> ports) {
        // The sink of 1,000,000 events took 25 s of CPU; with the first compiler alone, which has no fast MD5 and SHA,
        // 34.
        return Jvm.command(
                options.directory(),
                HEAP_MEBIBYTES,
                Jvm.Compilers.BOTH,
                List.of(
                        files.loggingOption(),
                        "-cp",
                        PartsFolder.find().s3ClassPath(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        files.settings().toString()));
    }

    @Override
    public String address(Map<String, Integer> ports) {
        return "http://" + Ports.LOOPBACK + ":" + Ports.of(ports, PORT);
    }

    @Override
    public String endpointKey() {
        return Endpoints.S3;
    }

    /** Well when it finds the bucket. */
    @Override
    public void probe(Map<String, Integer> ports, Duration timeout) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address(ports) + "/" + S3Store.BUCKET))
                .timeout(timeout)
                .method("HEAD", BodyPublishers.noBody())
                .build();
        HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "expected status 200 from HEAD " + request.uri() + ", actual " + response.statusCode());
        }
    }
}
