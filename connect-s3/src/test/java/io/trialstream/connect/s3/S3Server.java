package io.trialstream.connect.s3;

import io.trialstream.platform.LocalPlatform;
import io.trialstream.platform.PlatformOptions;
import io.trialstream.platform.S3Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The platform's S3 store without the rest of it; a bucket is a folder, an object a file. */
final class S3Server implements AutoCloseable {
    private static final String PART = "s3";

    private final Path folder;
    private final LocalPlatform platform;

    private S3Server(Path folder, LocalPlatform platform) {
        this.folder = folder;
        this.platform = platform;
    }

    /** Starts one whose data and log lie in {@code folder}. */
    static S3Server start(Path folder) {
        return new S3Server(
                folder, LocalPlatform.start(PlatformOptions.in(folder).s3Alone().anyPorts()));
    }

    String endpoint() {
        return platform.s3().endpoint().toString();
    }

    /** Kills it. */
    void stop() {
        platform.kill(PART);
    }

    /** Starts it again, on the same port, with the same data. */
    void start() {
        platform.restart(PART);
    }

    void createBucket(String bucket) throws IOException {
        Files.createDirectories(folder(bucket));
    }

    /** Buckets lie side by side. */
    private Path folder(String bucket) {
        return S3Store.folder(folder).resolveSibling(bucket);
    }

    /** Every object of a bucket by its key. */
    Map<String, String> objects(String bucket) {
        Path root = folder(bucket);
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
                S3SinkConfig.BUCKET,
                bucket,
                S3SinkConfig.ENDPOINT,
                endpoint(),
                S3SinkConfig.ACCESS_KEY_ID,
                S3Store.ACCESS_KEY_ID,
                S3SinkConfig.SECRET_ACCESS_KEY,
                S3Store.SECRET_ACCESS_KEY,
                S3SinkConfig.PATH_STYLE,
                "true"));
    }

    /** The lines of all objects of a bucket. */
    List<String> lines(String bucket) {
        return objects(bucket).values().stream().flatMap(String::lines).toList();
    }

    @Override
    public void close() {
        platform.close();
    }
}
