package io.trialstream.platform;

import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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

    /** Few records, and order among all of them matters more than their rate. */
    private static final Set<Topic> ONE_PARTITION =
            Set.of(Topics.DEFINITIONS, Topics.SCORECARDS, Topics.ALERTS, Topics.CONTROLS, Topics.GENERATOR_TRUTH);

    private static final int TIMEOUT_SECONDS = 60;

    private TopicAdmin() {}

    /**
     * A topic as it should be.
     *
     * @param name of the topic
     * @param partitions how many
     * @param settings topic settings by Kafka's names; what is not named is the broker's to choose
     */
    public record TopicSpec(String name, int partitions, Map<String, String> settings) {
        /** Sorted, so that reports come in one order. */
        public TopicSpec {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

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
     * @param rawTopic the raw topic's name, the only one that can be configured
     * @param partitions of those keyed by unit; the finals have {@value #DEFAULT_PARTITIONS}, those keyed by experiment
     *     one
     */
    public static List<TopicSpec> contract(String rawTopic, int partitions) {
        return Topics.ALL.stream()
                .map(topic -> new TopicSpec(
                        topic.equals(Topics.RAW) ? rawTopic : topic.name(),
                        partitions(topic, partitions),
                        settings(topic)))
                .toList();
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
            spec.settings().forEach((key, expected) -> {
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

    private static int partitions(Topic topic, int ofUnits) {
        if (topic.equals(Topics.VARIANT_CTR)) {
            return DEFAULT_PARTITIONS;
        }
        return ONE_PARTITION.contains(topic) ? 1 : ofUnits;
    }

    private static Map<String, String> settings(Topic topic) {
        Map<String, String> settings = new TreeMap<>(topic.configs());
        if (topic.cleanup() == Topic.Cleanup.COMPACT) {
            // The active segment is never compacted: it must be small where few keys are often rewritten.
            settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, "16777216");
            settings.put(TopicConfig.SEGMENT_MS_CONFIG, "600000");
            settings.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3");
        }
        return settings;
    }
}
