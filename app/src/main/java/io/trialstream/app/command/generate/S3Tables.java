package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import io.trialstream.generator.catalogue.MetadataTables;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Fetches tables from an S3 store. Not thread-safe. */
final class S3Tables implements AutoCloseable {
    /** For all files together. */
    static final Duration TIMEOUT = Duration.ofMinutes(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);
    private static final int BUFFER_BYTES = 1 << 16;

    private final S3Client client;
    private final long deadline = System.nanoTime() + TIMEOUT.toNanos();

    /**
     * Region and credentials as the AWS SDK finds them.
     *
     * @param endpoint null: as the AWS SDK finds it
     * @throws CommandFailure where there is no region to be found, or the endpoint is no URL
     */
    S3Tables(@Nullable URI endpoint) {
        if (endpoint != null && (endpoint.getScheme() == null || endpoint.getHost() == null)) {
            throw new CommandFailure("--s3-endpoint: expected a URL like http://host:port, actual " + endpoint);
        }
        try {
            client = client(endpoint);
        } catch (SdkException e) {
            throw new CommandFailure("S3 cannot be asked: " + e.getMessage(), e);
        }
    }

    private static S3Client client(@Nullable URI endpoint) {
        S3ClientBuilder builder = S3Client.builder()
                // The checksums that newer clients ask for mean nothing to most stores but Amazon's.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.apiCallTimeout(ANSWER_TIMEOUT))
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(READ_TIMEOUT)
                        .build());
        if (endpoint != null) {
            builder.endpointOverride(endpoint).forcePathStyle(true).region(regionOrAny());
        }
        return builder.build();
    }

    /** A store of one's own mostly has no regions, but requests are signed for one. Amazon's machines are not asked for theirs. */
    private static Region regionOrAny() {
        try {
            return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                    .getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }

    /**
     * Fetches one file.
     *
     * @throws CommandFailure where it is not there, not allowed, too large, or does not come in time
     */
    void fetch(S3Address from, String file, Path to) {
        String address = from.of(file);
        try (ResponseInputStream<GetObjectResponse> object = client.getObject(
                        request -> request.bucket(from.bucket()).key(from.key(file)));
                OutputStream out = Files.newOutputStream(to)) {
            boolean whole = false;
            try {
                receive(address, object, out);
                whole = true;
            } finally {
                // Closing alone would read the rest first.
                if (!whole) {
                    object.abort();
                }
            }
        } catch (AwsServiceException e) {
            throw refused(address, e);
        } catch (SdkException | IOException e) {
            throw new CommandFailure(address + " cannot be read: " + reason(e), e);
        }
    }

    private void receive(String address, ResponseInputStream<GetObjectResponse> object, OutputStream out)
            throws IOException {
        Long length = object.response().contentLength();
        if (length != null) {
            checkSize(address, length);
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        long received = 0;
        for (int read = object.read(buffer); read >= 0; read = object.read(buffer)) {
            received += read;
            checkSize(address, received);
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("expected all tables within " + TIMEOUT + ", actual " + received
                        + " bytes of this one by then");
            }
            out.write(buffer, 0, read);
        }
        if (length != null && received != length) {
            throw new IOException("expected " + length + " bytes, actual " + received);
        }
    }

    private static void checkSize(String address, long bytes) {
        if (bytes > MetadataTables.MAX_FILE_BYTES) {
            throw new CommandFailure(
                    address + ": expected at most " + MetadataTables.MAX_FILE_BYTES + " bytes, actual " + bytes);
        }
    }

    private static CommandFailure refused(String address, AwsServiceException e) {
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        String meaning = switch (code) {
            case "NoSuchKey" -> "there is no such object";
            case "NoSuchBucket" -> "there is no such bucket";
            case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch" -> "access is denied";
            default -> "the store refuses it";
        };
        return new CommandFailure(address + ": " + meaning + " (status " + e.statusCode() + " " + code + ")", e);
    }

    @Override
    public void close() {
        client.close();
    }

    /** The SDK lists every place where it looked for credentials; one line is enough. */
    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Unable to load credentials")
                ? "no credentials found, expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another source of the AWS"
                        + " SDK"
                : message;
    }
}
