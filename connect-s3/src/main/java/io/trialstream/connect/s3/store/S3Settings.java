package io.trialstream.connect.s3.store;

import java.net.URI;
import java.time.Duration;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is and how it is spoken to.
 *
 * @param endpoint null: AWS, by region
 * @param keys null: the SDK's default chain (environment, profile, container, instance)
 * @param pathStyle whether the bucket stands in the path and not in the host name
 * @param connections open at once, at most
 * @param attempts of one request, in all
 * @param timeout of one request with all its attempts
 */
public record S3Settings(
        String bucket,
        @Nullable URI endpoint,
        String region,
        @Nullable Keys keys,
        boolean pathStyle,
        int connections,
        int attempts,
        Duration timeout) {

    /** An access key: its id and its secret. */
    public record Keys(Password id, Password secret) {}

    /** The store as error messages name it. */
    String where() {
        return endpoint == null ? "AWS " + region : endpoint.toString();
    }
}
