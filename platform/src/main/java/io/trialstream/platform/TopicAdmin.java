package io.trialstream.platform;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the contract's topics with their settings, and says where existing ones differ. */
public final class TopicAdmin {
    /** Events, and what is per unit: as many tasks as the stream processor may spread over threads. */
    public static final int DEFAULT_PARTITIONS = 4;

    private static final int TIMEOUT_SECONDS = 60;

    private TopicAdmin() {}

    /**
     * A topic as it should be.
     *
     * @param name of the topic
     * @param partitions how many
     * @param settings topic settings by Kafka's names; what is not named is the broker's to choose
     */
    public record TopicSpec(String name, int partitions, Map<String, String> settings) {}

    /**
     * What {@link #ensure} found and did.
     *
     * @param created names of topics that were not there
     * @param mismatches one line for each difference of an existing topic: what was expected, what is
     */
    public record Report(List<String> created, List<String> mismatches) {}

    /**
     * The topics of the contract.
     *
     * @param partitions of those that hold something per unit; the others have one, the finals 4
     */
    public static List<TopicSpec> contract(int partitions) {
        Map<String, String> kept = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");
        Map<String, String> brokersRetention = Map.of();
        Map<String, String> compacted = compacted();
        return List.of(
                spec("replay-user-events", partitions, kept),
                spec("experiment-definitions", 1, compacted),
                spec("experiment-assignments", partitions, kept),
                spec("clean-events", partitions, brokersRetention),
                spec("rejected-events", partitions, brokersRetention),
                spec("late-events", partitions, brokersRetention),
                spec("bot-verdicts", partitions, compacted),
                spec("sessions", partitions, kept),
                spec("variant-ctr", DEFAULT_PARTITIONS, kept),
                spec("scorecards", 1, compacted),
                spec("experiment-alerts", 1, kept),
                spec("experiment-controls", 1, kept),
                spec("generator-truth", 1, kept));
    }

    /**
     * Creates what is missing and compares the rest. Safe to call again, and by several at once.
     *
     * @throws PlatformException when the broker refuses or does not answer within a minute
     */
    public static Report ensure(Admin admin, Collection<TopicSpec> specs) {
        try {
            Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<TopicSpec> missing = specs.stream()
                    .filter(spec -> !existing.contains(spec.name()))
                    .toList();
            List<String> created = create(admin, missing);
            List<TopicSpec> toCompare = specs.stream()
                    .filter(spec -> !created.contains(spec.name()))
                    .toList();
            return new Report(created, compare(admin, toCompare));
        } catch (ExecutionException e) {
            throw new PlatformException("Cannot create the topics: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new PlatformException("Cannot create the topics: no answer within " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted while creating the topics", e);
        }
    }

    private static List<String> create(Admin admin, List<TopicSpec> specs)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<NewTopic> topics = specs.stream()
                .map(spec -> new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.<Short>empty())
                        .configs(spec.settings()))
                .toList();
        var results = admin.createTopics(topics, new CreateTopicsOptions().timeoutMs(TIMEOUT_SECONDS * 1000))
                .values();
        List<String> created = new ArrayList<>();
        for (TopicSpec spec : specs) {
            try {
                found(results, spec.name()).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                created.add(spec.name());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
                // Somebody else was quicker; it is compared with the rest.
            }
        }
        return List.copyOf(created);
    }

    private static List<String> compare(Admin admin, List<TopicSpec> specs)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> names = specs.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(names).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Map<ConfigResource, Config> configs = admin.describeConfigs(
                        names.stream().map(TopicAdmin::resource).toList())
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        List<String> mismatches = new ArrayList<>();
        for (TopicSpec spec : specs) {
            int partitions = found(descriptions, spec.name()).partitions().size();
            if (partitions != spec.partitions()) {
                mismatches.add(mismatch(spec, "partitions", spec.partitions(), partitions));
            }
            Map<String, String> actual = found(configs, resource(spec.name())).entries().stream()
                    .collect(Collectors.toMap(entry -> entry.name(), entry -> String.valueOf(entry.value())));
            new TreeMap<>(spec.settings()).forEach((key, expected) -> {
                String is = actual.getOrDefault(key, "none");
                if (!expected.equals(is)) {
                    mismatches.add(mismatch(spec, key, expected, is));
                }
            });
        }
        return List.copyOf(mismatches);
    }

    /** The admin client answers for every name it is asked about; if not, that is no mismatch but an error. */
    private static <K, V> V found(Map<K, V> answers, K key) {
        V answer = answers.get(key);
        if (answer == null) {
            throw new PlatformException("The broker's answer leaves out " + key);
        }
        return answer;
    }

    private static String mismatch(TopicSpec spec, String what, Object expected, Object actual) {
        return "topic " + spec.name() + ": " + what + ": expected " + expected + ", actual " + actual;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static TopicSpec spec(String name, int partitions, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        // Events carry times of long ago; append time is what retention must go by.
        all.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        return new TopicSpec(name, partitions, Map.copyOf(all));
    }

    /** The active segment is never compacted, so it must be small for topics that hold few keys, often rewritten. */
    private static Map<String, String> compacted() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_BYTES_CONFIG, "16777216",
                TopicConfig.SEGMENT_MS_CONFIG, "600000",
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3");
    }
}
