package io.trialstream.app.command;

import io.trialstream.app.CommandFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether a topic is there, and how many partitions it has. */
public final class RawTopic {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private RawTopic() {}

    /**
     * Asks the broker.
     *
     * @param properties of a Kafka client
     * @throws CommandFailure where no broker answers within 20 s, or the topic does not exist
     */
    public static int partitions(Map<String, Object> properties, String topic) {
        Object bootstrap = properties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        Map<String, Object> bounded = new HashMap<>(properties);
        bounded.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        bounded.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
        try (Admin admin = Admin.create(bounded)) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new CommandFailure(
                        "the brokers at " + bootstrap + " have no topic " + topic
                                + ": ./trialstream platform start creates it, as does run",
                        e);
            }
            throw new CommandFailure("no broker answers at " + bootstrap + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new CommandFailure("no broker answers at " + bootstrap + " within " + TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while asking " + bootstrap, e);
        }
    }
}
