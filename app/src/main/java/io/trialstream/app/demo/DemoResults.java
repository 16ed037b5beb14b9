package io.trialstream.app.demo;

import io.trialstream.app.command.TopicReader;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroDecoder;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The final records, as any consumer reads them: committed ones only.
 *
 * @param windows of {@code variant-ctr}, by key; more than one record a key is one too many
 * @param peopleSessions closed sessions without a bot event
 * @param botSessions closed sessions with one
 */
public record DemoResults(Map<String, List<VariantWindow>> windows, long peopleSessions, long botSessions) {

    /** Reads both topics up to their present ends. */
    public static DemoResults read(TopicReader reader, SchemaRegistryClient registry) {
        Map<String, List<VariantWindow>> windows = new TreeMap<>();
        AvroDecoder<VariantWindow> windowDecoder = new AvroDecoder<>(registry, VariantWindow.class);
        reader.read(
                Topics.VARIANT_CTR.name(),
                null,
                record -> windows.computeIfAbsent(
                                new String(record.key(), StandardCharsets.UTF_8), key -> new ArrayList<>())
                        .add(windowDecoder.decode(record.value())));
        long[] sessions = new long[2];
        AvroDecoder<Session> sessionDecoder = new AvroDecoder<>(registry, Session.class);
        reader.read(
                Topics.SESSIONS.name(),
                null,
                record -> sessions[sessionDecoder.decode(record.value()).getBot() ? 1 : 0]++);
        return new DemoResults(windows, sessions[0], sessions[1]);
    }
}
