package io.trialstream.app.run;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.RunConfig;
import io.trialstream.platform.TopicAdmin;
import io.trialstream.schemas.Topics;
import io.trialstream.topology.Stores;
import io.trialstream.topology.TopologyTopics;
import io.trialstream.topology.settings.TopologySettings.IngestTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must hold before the first event is read. Each refusal says what was expected, what is there, and what to do. */
public final class StartChecks {
    private static final Logger log = LoggerFactory.getLogger(StartChecks.class);
    private static final String LOG_APPEND_TIME = "LogAppendTime";

    private final Admin admin;
    private final RunConfig config;

    public StartChecks(Admin admin, RunConfig config) {
        this.admin = admin;
        this.config = config;
    }

    /**
     * Checks the raw topic and creates what is missing of the others.
     *
     * @return partitions of the raw topic
     * @throws CommandFailure with the reason
     */
    int run() {
        int partitions = rawPartitions();
        ensureOthers(config.input().topic(), partitions);
        return partitions;
    }

    /**
     * Checks the raw topic, and that the application's state, where there is any, was built from as many partitions.
     *
     * @return partitions of the raw topic
     * @throws CommandFailure with the reason
     */
    public int rawPartitions() {
        String rawTopic = config.input().topic();
        int partitions = partitionsOf(rawTopic)
                .orElseThrow(
                        () -> new CommandFailure(
                                "the raw topic " + rawTopic
                                        + " does not exist on " + config.kafka().bootstrap()
                                        + ": create it with as many partitions as the application is to have tasks, or name another with input.topic"));
        checkTimestampType(rawTopic);
        checkState(partitions);
        return partitions;
    }

    /** Empty where there is no such topic. */
    private OptionalInt partitionsOf(String topic) {
        KafkaFuture<TopicDescription> description = Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic), "the topic that was asked for");
        try {
            return OptionalInt.of(await(description).partitions().size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            throw unreachable(e);
        }
    }

    /** Ingest times are read from record timestamps, which only mean that when the broker set them. */
    private void checkTimestampType(String topic) {
        String actual = setting(topic, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        if (config.input().ingestTime() == IngestTime.LOG_APPEND && !actual.equals(LOG_APPEND_TIME)) {
            throw new CommandFailure(
                    "the raw topic " + topic + ": expected message.timestamp.type=LogAppendTime, found " + actual
                            + ": change it (kafka-configs.sh --alter), or set input.ingest-time to header or none");
        }
    }

    private String setting(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        KafkaFuture<Config> described = Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).values().get(resource), "the topic that was asked for");
        try {
            return await(described).get(name).value();
        } catch (ExecutionException e) {
            throw unreachable(e);
        }
    }

    /** State is laid out by partition; more partitions move units away from their state. */
    private void checkState(int partitions) {
        OptionalInt before = partitionsOf(TopologyTopics.changelog(config.applicationId(), Stores.USERS));
        if (before.isPresent() && before.getAsInt() != partitions) {
            throw new CommandFailure("the raw topic " + config.input().topic() + " has " + partitions
                    + " partitions, but the state of application.id " + config.applicationId() + " was built from "
                    + before.getAsInt() + ": start another application.id, which reads the topic from its beginning");
        }
    }

    private void ensureOthers(String rawTopic, int partitions) {
        Collection<TopicAdmin.TopicSpec> others = TopicAdmin.contract(rawTopic, partitions).stream()
                .filter(spec -> !spec.name().equals(rawTopic))
                .filter(spec -> !spec.name().equals(Topics.GENERATOR_TRUTH.name()))
                .toList();
        TopicAdmin.Report report = TopicAdmin.ensure(admin, others);
        if (!report.created().isEmpty()) {
            log.info("Created the topics {}", report.created());
        }
        report.mismatches().forEach(mismatch -> log.warn("{}", mismatch));
    }

    private <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(config.kafka().timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while checking the topics", e);
        }
    }

    private CommandFailure unreachable(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String what =
                cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException
                        ? "no answer within " + config.kafka().timeout().toSeconds() + " s"
                        : cause.toString();
        return new CommandFailure("Kafka at " + config.kafka().bootstrap() + " cannot be used: " + what, e);
    }
}
