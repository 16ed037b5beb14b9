package io.trialstream.platform;

import java.net.URI;
import java.nio.file.Path;

/**
 * The platform's S3 store, for clients of any kind: one bucket, path-style addresses. Requests are signed and checked as
 * elsewhere; the keys are no secret, since the store listens on loopback alone and its objects are plain files.
 *
 * @param endpoint base URL
 */
public record S3Store(URI endpoint) {
    /** The only bucket; it is there from the start. */
    public static final String BUCKET = "trialstream";

    /** What AWS clients must be told, and what means nothing here. */
    public static final String REGION = "us-east-1";

    public static final String ACCESS_KEY_ID = "trialstream";

    public static final String SECRET_ACCESS_KEY = "trialstream-local";

    /**
     * Where the bucket's objects lie as files: their keys are their paths.
     *
     * @param directory the platform's data folder
     */
    public static Path folder(Path directory) {
        return base(directory).resolve(BUCKET);
    }

    /** Where the buckets lie, each a folder. */
    static Path base(Path directory) {
        return directory.resolve("s3");
    }
}
