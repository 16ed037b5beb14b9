package io.trialstream.app.run;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.config.ConfigException;
import io.trialstream.app.config.RunConfig;
import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.AvroSerdeConfig;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import io.trialstream.topology.TopologySerdes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serde;

/** Serdes as configured: ours, sharing one registry client, or another class on the class path. */
final class RecordSerdes {
    private final RunConfig.Registry registry;
    private final Map<String, Object> properties = new HashMap<>();
    private final SchemaRegistryClient client;

    /** @throws ConfigException if registry.properties holds something that cannot be */
    RecordSerdes(RunConfig.Registry registry) {
        this.registry = registry;
        // Confluent's serde makes generic records unless told so; ours ignores it.
        properties.put("specific.avro.reader", "true");
        properties.putAll(registry.properties());
        properties.put(AvroSerdeConfig.URL, registry.url().toString());
        try {
            client = new SchemaRegistryClient(new AvroSerdeConfig(properties));
        } catch (org.apache.kafka.common.config.ConfigException e) {
            throw new ConfigException("registry.properties: " + e.getMessage(), e);
        }
    }

    /** One serde for each class of record. */
    TopologySerdes topology() {
        return new TopologySerdes(
                serde(UserEvent.class),
                serde(Assignment.class),
                serde(ExperimentDefinition.class),
                serde(Control.class),
                serde(CleanEvent.class),
                serde(BotVerdict.class),
                serde(Session.class),
                serde(VariantWindow.class),
                serde(Scorecard.class));
    }

    /**
     * Makes sure that the registry answers and has, or takes, the schema of every topic. Found out now, a schema that it refuses is a
     * line at start, and not a thread that dies with the first record.
     *
     * @throws CommandFailure with the reason
     */
    void check() {
        boolean register = !"false".equals(String.valueOf(properties.get(AvroSerdeConfig.AUTO_REGISTER)));
        Topics.withSchema().forEach(topic -> {
            try {
                Schema schema = SpecificData.get().getSchema(Objects.requireNonNull(topic.recordClass()));
                if (register) {
                    client.register(topic.valueSubject(), schema);
                } else {
                    client.idOf(topic.valueSubject(), schema);
                }
            } catch (KafkaException e) {
                throw new CommandFailure("schema registry: " + e.getMessage(), e);
            }
        });
    }

    private <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        if (registry.serde().equals(AvroSerde.class.getName())) {
            return AvroSerde.of(type, client);
        }
        try {
            @SuppressWarnings("unchecked") // The class is the user's choice; a wrong one fails with the first record.
            Serde<T> serde = (Serde<T>) Class.forName(registry.serde())
                    .asSubclass(Serde.class)
                    .getDeclaredConstructor()
                    .newInstance();
            serde.configure(properties, false);
            return serde;
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(
                    "registry.serde: expected a Kafka Serde with a public constructor on the class path, found "
                            + registry.serde() + " (" + e + ")",
                    e);
        }
    }
}
