package io.trialstream.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.platform.PlatformStatus.ConnectorStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Whether connectors do their work. What Connect says is not enough: it keeps states in a topic, and those of a worker that
 * was killed go on saying RUNNING. So the broker is asked as well whether a connector's consumers own all partitions of
 * its topics, and a worker's word counts only when its predecessor's consumers can be there no more.
 */
final class ConnectorCheck {
    private static final String RUNNING = "RUNNING";
    private static final int CAUSES_MAX = 4;

    private final ConnectRest rest;
    private final Admin admin;
    private final Duration workerAge;
    private final long timeoutMs;

    private ConnectorCheck(ConnectRest rest, Admin admin, Duration workerAge, long timeoutMs) {
        this.rest = rest;
        this.admin = admin;
        this.workerAge = workerAge;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Asks after every connector, by name.
     *
     * @param rest a worker that answers
     * @param bootstrap brokers that answer
     * @param workerStarted when its process was started
     * @param timeout of each question
     * @throws Exception where worker or broker do not answer
     */
    static List<ConnectorStatus> ask(ConnectRest rest, String bootstrap, Instant workerStarted, Duration timeout)
            throws Exception {
        int millis = (int) timeout.toMillis();
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        try (Admin admin = Admin.create(client)) {
            return new ConnectorCheck(rest, admin, Duration.between(workerStarted, Instant.now()), millis).all();
        }
    }

    private List<ConnectorStatus> all() throws Exception {
        List<ConnectorStatus> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> connector : rest.all().properties()) {
            found.add(one(connector.getKey(), connector.getValue()));
        }
        found.sort((a, b) -> a.name().compareTo(b.name()));
        return List.copyOf(found);
    }

    private ConnectorStatus one(String name, JsonNode said) throws Exception {
        JsonNode status = said.path("status");
        List<String> problems = new ArrayList<>();
        String state = status.path("connector").path("state").asText("unknown");
        if (!state.equals(RUNNING)) {
            problems.add("Connect says " + state + reason(status.path("connector")));
        }
        JsonNode tasks = status.path("tasks");
        if (tasks.isEmpty()) {
            problems.add("it has no task");
        }
        for (JsonNode task : tasks) {
            String taskState = task.path("state").asText("unknown");
            if (!taskState.equals(RUNNING)) {
                problems.add("task " + task.path("id").asText() + " is " + taskState + reason(task));
            }
        }
        if (problems.isEmpty() && status.path("type").asText().equals("sink")) {
            problems.addAll(consumers(name, said.path("info").path("config")));
        }
        return new ConnectorStatus(name, state, tasks.size(), String.join("; ", problems));
    }

    /** What is wrong with the consumers of a sink that says it runs. */
    private List<String> consumers(String name, JsonNode config) throws Exception {
        if (workerAge.compareTo(ConnectPart.CONSUMER_SESSION) < 0) {
            return List.of("the worker was started less than " + ConnectPart.CONSUMER_SESSION.toSeconds()
                    + " s ago: its states may still be those of the one before it");
        }
        String group = config.path("consumer.override.group.id").asText("connect-" + name);
        Optional<ConsumerGroupDescription> described = describe(group);
        if (described.isEmpty()) {
            return List.of("its consumer group " + group + " is not there");
        }
        ConsumerGroupDescription found = described.get();
        if (found.groupState() != GroupState.STABLE) {
            return List.of("its consumer group " + group + " is "
                    + found.groupState().toString().toLowerCase(Locale.ROOT));
        }
        Set<TopicPartition> owned = found.members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .collect(Collectors.toSet());
        Set<TopicPartition> missing =
                new HashSet<>(partitions(config.path("topics").asText()));
        missing.removeAll(owned);
        return missing.isEmpty()
                ? List.of()
                : List.of("nobody of its consumer group " + group + " reads "
                        + missing.stream()
                                .map(TopicPartition::toString)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Nothing where the broker knows no such group. */
    private Optional<ConsumerGroupDescription> describe(String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return admin
                    .describeConsumerGroups(List.of(group))
                    .all()
                    .get(timeoutMs, TimeUnit.MILLISECONDS)
                    .values()
                    .stream()
                    .findFirst();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param topics as a sink's configuration lists them; none where it names a pattern instead */
    private Set<TopicPartition> partitions(String topics) throws Exception {
        List<String> names = List.of(topics.split(",")).stream()
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .toList();
        return admin.describeTopics(names).allTopicNames().get(timeoutMs, TimeUnit.MILLISECONDS).values().stream()
                .flatMap(topic ->
                        topic.partitions().stream().map(info -> new TopicPartition(topic.name(), info.partition())))
                .collect(Collectors.toSet());
    }

    /** The first line of a trace, and its causes: the first is what Connect says, a cause what the connector says. */
    private static String reason(JsonNode part) {
        String reason = part.path("trace")
                .asText("")
                .lines()
                .filter(line -> !line.startsWith("\t"))
                .limit(CAUSES_MAX)
                .map(String::strip)
                .collect(Collectors.joining("; "));
        return reason.isEmpty() ? "" : ": " + reason;
    }
}
