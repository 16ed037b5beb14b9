package io.trialstream.app.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.trialstream.app.CommandFailure;
import io.trialstream.platform.S3Store;
import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects that the sink has written of the topics it reads, as JSON lines. An object is read when it is new or has
 * changed since the last look. Not thread-safe.
 */
public final class Archive implements AutoCloseable {
    /** What the names of all objects begin with: the contract's path. */
    public static final String PREFIX = "staging_area";

    /** The topics that {@code connect-config/trialstream} sends to S3. */
    public static final List<String> TOPICS =
            List.of(Topics.RAW, Topics.CLEAN_EVENTS, Topics.SESSIONS, Topics.VARIANT_CTR).stream()
                    .map(Topic::name)
                    .toList();

    private static final String SUFFIX = ".json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final JsonFactory JSON = new JsonFactory();

    private final S3Client client;
    private final Map<String, Seen> seen = new HashMap<>();

    /** An object as it was at the last look. */
    private record Seen(String etag, long bytes, Tally tally) {}

    public Archive(S3Store store) {
        client = S3Client.builder()
                .endpointOverride(store.endpoint())
                .region(Region.of(S3Store.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Store.ACCESS_KEY_ID, S3Store.SECRET_ACCESS_KEY)))
                .forcePathStyle(true)
                // The checksums that newer clients add by themselves mean nothing to most stores but Amazon's.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(READ_TIMEOUT)
                        .build())
                .build();
    }

    /**
     * Looks what is there now.
     *
     * @return by topic, all of {@link #TOPICS}
     * @throws CommandFailure where the store does not answer, or an object is not what the sink writes
     */
    public Map<String, ArchivedTopic> look() {
        Map<String, ArchivedTopic> topics = new TreeMap<>();
        try {
            for (String topic : TOPICS) {
                topics.put(topic, topic(topic));
            }
        } catch (SdkException e) {
            throw new CommandFailure("the S3 store cannot be read: " + e.getMessage(), e);
        }
        return topics;
    }

    private ArchivedTopic topic(String topic) {
        ArchivedTopic all = ArchivedTopic.NONE;
        String folder = PREFIX + "/" + topic + "/";
        var listed = client.listObjectsV2Paginator(
                request -> request.bucket(S3Store.BUCKET).prefix(folder));
        for (S3Object object : listed.contents()) {
            // The local store lists a file that is still being written, under a name of its own.
            if (!object.key().endsWith(SUFFIX)) {
                continue;
            }
            Seen before = seen.get(object.key());
            if (before == null || !before.etag.equals(object.eTag()) || before.bytes != object.size()) {
                before = new Seen(object.eTag(), object.size(), read(object.key()));
                seen.put(object.key(), before);
            }
            all = all.plus(before.tally);
        }
        return all;
    }

    private Tally read(String key) {
        try (InputStream lines =
                client.getObject(request -> request.bucket(S3Store.BUCKET).key(key))) {
            return count(lines);
        } catch (NoSuchKeyException e) {
            throw new CommandFailure("S3 object " + key + " was listed and is not there", e);
        } catch (IOException e) {
            throw new CommandFailure("S3 object " + key + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws IOException where it is not a sequence of JSON objects that say where they come from */
    static Tally count(InputStream lines) throws IOException {
        Tally tally = Tally.NONE;
        try (JsonParser parser = JSON.createParser(lines)) {
            while (parser.nextToken() != null) {
                tally = record(parser, tally);
            }
        }
        return tally;
    }

    /** Reads one object; the parser stands at its beginning. */
    private static Tally record(JsonParser parser, Tally before) throws IOException {
        Tally after = before;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean origin = parser.currentName().equals("_kafka");
            parser.nextToken();
            if (origin) {
                after = after.plus(origin(parser));
            } else {
                parser.skipChildren();
            }
        }
        if (after.records() != before.records() + 1) {
            throw new IOException("expected a JSON object with one member _kafka that ends at "
                    + parser.currentLocation().offsetDescription());
        }
        return after;
    }

    /** Reads the member that tells where a record comes from. */
    private static Tally origin(JsonParser parser) throws IOException {
        int partition = -1;
        long offset = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "partition" -> partition = parser.getIntValue();
                case "offset" -> offset = parser.getLongValue();
                default -> parser.skipChildren();
            }
        }
        if (partition < 0 || offset < 0) {
            throw new IOException("expected partition and offset in _kafka, actual " + partition + " and " + offset);
        }
        return Tally.NONE.with(partition, offset);
    }

    @Override
    public void close() {
        client.close();
    }
}
