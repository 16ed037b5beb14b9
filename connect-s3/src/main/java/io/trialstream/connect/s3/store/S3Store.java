package io.trialstream.connect.s3.store;

import io.trialstream.connect.s3.store.S3Settings.Keys;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One bucket. Thread-safe; every call ends within {@link S3Settings#timeout()}, its retries with exponential back-off
 * included, and throws the SDK's exceptions.
 */
public final class S3Store implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT_MAX = Duration.ofSeconds(5);
    private static final String CONTENT_TYPE = "application/x-ndjson";

    private final S3Settings settings;
    private final S3Client client;

    /** @throws ConnectException if there are no credentials to be had */
    public S3Store(S3Settings settings) {
        this.settings = settings;
        this.client = client(settings);
    }

    private static S3Client client(S3Settings settings) {
        Duration timeout = settings.timeout();
        Duration connect = timeout.compareTo(CONNECT_TIMEOUT_MAX) < 0 ? timeout : CONNECT_TIMEOUT_MAX;
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .forcePathStyle(settings.pathStyle())
                // Stores other than AWS do not know the newer checksums, nor bodies that are signed in pieces.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(settings.connections())
                        .connectionTimeout(connect)
                        .socketTimeout(timeout))
                .overrideConfiguration(override -> override.apiCallTimeout(timeout)
                        .retryStrategy(StandardRetryStrategy.builder()
                                .maxAttempts(settings.attempts())
                                .build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    /** The default chain is asked at once: a task without credentials fails when it starts, and says so. */
    private static AwsCredentialsProvider credentials(S3Settings settings) {
        Keys keys = settings.keys();
        if (keys != null) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(keys.id().value(), keys.secret().value()));
        }
        AwsCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        try {
            chain.resolveCredentials();
            return chain;
        } catch (SdkClientException e) {
            throw new ConnectException(
                    "no credentials for " + settings.where()
                            + ": expected an access key in the configuration, or one that"
                            + " the AWS SDK finds in its default places: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Writes an object, replacing the one of that key.
     *
     * @param content opened once an attempt
     */
    void put(String key, long length, Supplier<InputStream> content) {
        client.putObject(
                request -> request.bucket(settings.bucket()).key(key).contentType(CONTENT_TYPE),
                RequestBody.fromContentProvider(content::get, length, CONTENT_TYPE));
    }

    /** The keys that begin with {@code prefix}. */
    List<String> keys(String prefix) {
        return client
                .listObjectsV2Paginator(
                        request -> request.bucket(settings.bucket()).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    /** An object's bytes; the caller closes them. */
    InputStream get(String key) {
        return client.getObject(request -> request.bucket(settings.bucket()).key(key));
    }

    /**
     * Whether a failure may pass by itself: no answer, an overloaded or failing store, a clock that the SDK corrects.
     * What else a store refuses, somebody has to change.
     */
    static boolean mayPass(SdkException failure) {
        if (failure instanceof AwsServiceException refused
                && refused.awsErrorDetails() != null
                && "ExpiredToken".equals(refused.awsErrorDetails().errorCode())) {
            return true;
        }
        return !(failure instanceof SdkServiceException answer)
                || answer.statusCode() >= 500
                || answer.statusCode() == 408
                || answer.isThrottlingException()
                || answer.isClockSkewException();
    }

    /** A failure as a sentence: what was tried, expected and found, and what to look at. */
    String describe(String key, SdkException failure) {
        String what = "cannot write s3://" + settings.bucket() + "/" + key + " at " + settings.where();
        if (!(failure instanceof AwsServiceException answer)) {
            return what + ": expected an answer, actual " + failure.getMessage();
        }
        String code =
                answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
        return String.format(
                Locale.ROOT,
                "%s: expected status 200, actual %d %s (%s)%s",
                what,
                answer.statusCode(),
                code,
                answer.awsErrorDetails() == null
                        ? answer.getMessage()
                        : answer.awsErrorDetails().errorMessage(),
                advice(answer.statusCode(), code));
    }

    private String advice(int status, String code) {
        if ("NoSuchBucket".equals(code)) {
            return ": create the bucket or correct s3.bucket";
        } else if (status == 403) {
            return ": the credentials must be allowed s3:PutObject, s3:GetObject and s3:ListBucket there";
        }
        return status == 301 || status == 400 ? ": check s3.region (" + settings.region() + ") and s3.endpoint" : "";
    }

    @Override
    public void close() {
        client.close();
    }
}
