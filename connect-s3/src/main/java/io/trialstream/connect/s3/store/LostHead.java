package io.trialstream.connect.s3.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trialstream.connect.s3.block.Block;
import io.trialstream.connect.s3.block.ObjectBuffer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of an object whose records the topic no longer has, because retention came between: they are taken over from the
 * object that the store holds, so that it keeps its name and loses nothing when it is written again.
 */
final class LostHead {
    private static final Logger logger = LoggerFactory.getLogger(LostHead.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".json";

    private final S3Store store;

    LostHead(S3Store store) {
        this.store = store;
    }

    /** Completes an object of a block that may have lost its head. */
    void restore(Block block, ObjectBuffer object) throws IOException {
        OptionalLong before = lastBefore(block, object);
        if (before.isEmpty()) {
            object.noHead();
            return;
        }
        String key = object.directory() + block.namesBegin() + before.getAsLong() + SUFFIX;
        byte[] lines = linesBefore(key, object.firstOffset());
        logger.info(
                "{}: the topic has lost what lies before offset {}; {} bytes of it are kept from {}",
                block,
                object.firstOffset(),
                lines.length,
                key);
        object.head(before.getAsLong(), lines);
    }

    /** The last object of this block in the directory that begins before this one. */
    private OptionalLong lastBefore(Block block, ObjectBuffer object) {
        String begin = object.directory() + block.namesBegin();
        return store.keys(begin).stream()
                .filter(key -> key.endsWith(SUFFIX))
                .map(key -> key.substring(begin.length(), key.length() - SUFFIX.length()))
                .filter(offset -> offset.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .filter(offset -> offset >= block.start() && offset < object.firstOffset())
                .max();
    }

    private byte[] linesBefore(String key, long offset) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(store.get(key), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (offsetOf(key, line) < offset) {
                    kept.writeBytes(line.getBytes(StandardCharsets.UTF_8));
                    kept.write('\n');
                }
            }
        }
        return kept.toByteArray();
    }

    private static long offsetOf(String key, String line) throws IOException {
        JsonNode offset = JSON.readTree(line).path("_kafka").path("offset");
        if (!offset.isIntegralNumber()) {
            throw new ConnectException("object " + key + ": expected lines with _kafka.offset, actual "
                    + line.substring(0, Math.min(80, line.length())));
        }
        return offset.longValue();
    }
}
