package io.trialstream.connect.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** S3Proxy over a folder, a process of its own; a bucket is a folder in it, an object a file. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "test-key";
    static final String SECRET_KEY = "test-secret";

    private static final Path JARS = Path.of("..", "platform", "parts", "s3", "target", "lib");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long ASK_EVERY_MS = 50;

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private S3Server(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts one whose data and log lie in {@code folder}. */
    static S3Server start(Path folder) throws IOException, InterruptedException {
        S3Server server = new S3Server(folder, freePort());
        Files.createDirectories(folder.resolve("data"));
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it again, on the same port, with the same data. */
    void start() throws IOException, InterruptedException {
        if (!Files.isDirectory(JARS)) {
            throw new IOException("expected S3Proxy's jars in " + JARS.toAbsolutePath()
                    + ": build them with `mvn -pl platform/parts/s3 generate-resources`");
        }
        Path settings = folder.resolve("s3proxy.properties");
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "s3proxy.endpoint=" + endpoint(),
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + SECRET_KEY,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=unused",
                        "jclouds.credential=unused",
                        "jclouds.filesystem.basedir=" + folder.resolve("data").toAbsolutePath()));
        Path log = folder.resolve("s3proxy.log");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        JARS.resolve("*").toString(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitListening(process, log);
    }

    private void awaitListening(Process started, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!listens()) {
            if (started.waitFor(ASK_EVERY_MS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("S3Proxy does not listen on " + endpoint() + ":\n" + Files.readString(log));
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Kills it. */
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    void createBucket(String bucket) throws IOException {
        Files.createDirectories(folder.resolve("data").resolve(bucket));
    }

    /** Every object of a bucket by its key. */
    Map<String, String> objects(String bucket) {
        Path root = folder.resolve("data").resolve(bucket);
        try (Stream<Path> files = Files.walk(root)) {
            Map<String, String> objects = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                objects.put(root.relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a task needs to write here. */
    Map<String, String> settings(String bucket) {
        return new HashMap<>(Map.of(
                S3SinkConfig.BUCKET, bucket,
                S3SinkConfig.ENDPOINT, endpoint(),
                S3SinkConfig.ACCESS_KEY_ID, ACCESS_KEY,
                S3SinkConfig.SECRET_ACCESS_KEY, SECRET_KEY,
                S3SinkConfig.PATH_STYLE, "true"));
    }

    /** The lines of all objects of a bucket. */
    List<String> lines(String bucket) {
        return objects(bucket).values().stream().flatMap(String::lines).toList();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
