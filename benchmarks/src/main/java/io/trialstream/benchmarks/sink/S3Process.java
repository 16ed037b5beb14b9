package io.trialstream.benchmarks.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** S3Proxy over a folder, as a process of its own; a bucket is a folder in it. */
final class S3Process implements AutoCloseable {
    static final String ACCESS_KEY = "benchmark";
    static final String SECRET_KEY = "benchmark-secret";
    static final String BUCKET = "benchmark";

    private static final Path JARS = Path.of("platform", "parts", "s3", "target", "lib");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final long ASK_EVERY_MS = 50;

    private final Process process;
    private final int port;

    private S3Process(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one whose data lie in {@code folder}; works from the repository's root. */
    static S3Process start(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(folder.resolve("data").resolve(BUCKET));
        Path settings = Files.writeString(
                folder.resolve("s3proxy.properties"),
                String.join(
                        "\n",
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + SECRET_KEY,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=unused",
                        "jclouds.credential=unused",
                        "jclouds.filesystem.basedir=" + folder.resolve("data").toAbsolutePath()));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        JARS.toAbsolutePath().resolve("*").toString(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        S3Process server = new S3Process(process, port);
        server.awaitListening();
        return server;
    }

    private void awaitListening() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!listens()) {
            if (process.waitFor(ASK_EVERY_MS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("expected S3Proxy of " + JARS.toAbsolutePath() + " to listen on " + endpoint());
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

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
