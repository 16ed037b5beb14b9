package io.trialstream.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.trialstream.schemas.serde.RegistryHttp.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/**
 * A schema registry with the Confluent REST API, whoever made it.
 *
 * <p>Thread-safe; meant to be shared. What a registry never changes (the schema of an id, the id of a schema under a
 * subject) is kept without expiry in caches of bounded size; "unknown" is kept for a short while, so that a run of
 * records with a made-up id does not become a run of requests. Of threads that want the same thing at once, one asks.
 *
 * <p>Calls block the calling thread: for one request at most {@code (retries + 1) × request time-out} and the pauses
 * between (see {@link AvroSerdeConfig}).
 */
public final class SchemaRegistryClient {
    private static final int REFERENCE_DEPTH_MAX = 16;
    private static final int REFERENCES_MAX = 256;

    private final RegistryHttp http;
    private final SingleFlight<Integer, Lookup> schemas;
    private final SingleFlight<SubjectSchema, Integer> ids;

    /** Takes the addresses, credentials and bounds from {@code config}; sends nothing yet. */
    public SchemaRegistryClient(AvroSerdeConfig config) {
        http = new RegistryHttp(config);
        int capacity = config.getInt(AvroSerdeConfig.CACHE_CAPACITY);
        Duration missing = config.duration(AvroSerdeConfig.MISSING_CACHE_MS);
        schemas = new SingleFlight<>(Caffeine.newBuilder()
                .maximumSize(capacity)
                .expireAfter(Expiry.<Integer, Lookup>creating((id, lookup) ->
                        lookup instanceof Missing ? missing : Duration.ofMillis(Long.MAX_VALUE / 2_000_000)))
                .build());
        ids = new SingleFlight<>(Caffeine.newBuilder().maximumSize(capacity).build());
    }

    /** A client for open registries with every bound at its default. */
    public static SchemaRegistryClient of(String urls) {
        return new SchemaRegistryClient(new AvroSerdeConfig(Map.of(AvroSerdeConfig.URL, urls)));
    }

    private sealed interface Lookup {}

    private record Found(Schema schema) implements Lookup {}

    private record Missing(String message) implements Lookup {}

    /** The registry has it, and it is not what Avro can use; that never changes either. */
    private record Unusable(String expected, String found) implements Lookup {}

    private record SubjectSchema(String subject, Schema schema) {}

    /**
     * The schema that was given {@code id}, with the schemas it refers to resolved.
     *
     * @throws UnknownSchemaException if the registry does not know the id, or one of the references
     * @throws UndecodableException if the id is that of a schema other than Avro, or of one that Avro cannot read
     * @throws RegistryUnavailableException if no answer came
     * @throws RegistryRefusedException if the answer is no registry's, or the credentials are refused
     */
    public Schema schemaById(int id) {
        if (id < 0) {
            throw new UnknownSchemaException("schema id " + id + ": no registry issues negative ids");
        }
        Lookup lookup = schemas.get(id, () -> fetch(id));
        if (lookup instanceof Found found) {
            return found.schema();
        }
        if (lookup instanceof Unusable unusable) {
            throw new UndecodableException(unusable.expected(), unusable.found(), 1);
        }
        throw new UnknownSchemaException(((Missing) lookup).message());
    }

    /**
     * Registers {@code schema} under {@code subject} unless it is there already.
     *
     * @return its id
     * @throws IncompatibleSchemaException if the subject's compatibility rule forbids it
     * @throws RegistryUnavailableException if no answer came
     * @throws RegistryRefusedException on any other refusal
     */
    public int register(String subject, Schema schema) {
        return ids.get(new SubjectSchema(subject, schema), () -> {
            Answer answer = http.post("/subjects/" + encode(subject) + "/versions", schemaBody(schema));
            if (answer.status() == 409) {
                throw new IncompatibleSchemaException("subject " + subject + " does not take the schema of "
                        + schema.getFullName() + ": " + answer.describe());
            }
            return requireId(answer);
        });
    }

    /**
     * The id of {@code schema}, which must be registered under {@code subject} already.
     *
     * @throws UnknownSchemaException if it is not
     * @throws RegistryUnavailableException if no answer came
     * @throws RegistryRefusedException on any other refusal
     */
    public int idOf(String subject, Schema schema) {
        return ids.get(new SubjectSchema(subject, schema), () -> {
            Answer answer = http.post("/subjects/" + encode(subject), schemaBody(schema));
            if (isMissing(answer)) {
                throw new UnknownSchemaException("subject " + subject + " does not have the schema of "
                        + schema.getFullName() + ": " + answer.describe());
            }
            return requireId(answer);
        });
    }

    /**
     * Sets what the registry demands of the next schemas of {@code subject}, which need not exist yet.
     *
     * @throws RegistryUnavailableException if no answer came
     * @throws RegistryRefusedException if the registry refuses
     */
    public void setCompatibility(String subject, CompatibilityLevel level) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level.name());
        requireOk(http.put("/config/" + encode(subject), body));
    }

    private Lookup fetch(int id) {
        Answer answer = http.get("/schemas/ids/" + id);
        if (isMissing(answer)) {
            return new Missing("schema id " + id + ": " + answer.describe());
        }
        requireOk(answer);
        String type = answer.body().path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            return new Unusable("the id of an Avro schema", "id " + id + ", whose schema is " + type);
        }
        try {
            return new Found(new Resolution().parse(answer));
        } catch (UnknownSchemaException e) {
            return new Missing("schema id " + id + ": " + e.getMessage());
        } catch (AvroRuntimeException | SchemaException e) {
            return new Unusable("the id of a schema that Avro reads", "id " + id + ": " + e.getMessage());
        }
    }

    /** References that are cyclic, too deep or too many. */
    private static final class SchemaException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SchemaException(String message) {
            super(message);
        }
    }

    /** One schema with all it refers to, parsed in order of need; a type two of them need is parsed once. */
    private final class Resolution {
        /** Lenient about names and defaults: data that is there has to be read with the schema it was written with. */
        private final Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);

        private final Set<String> done = new HashSet<>();
        private final Set<String> open = new HashSet<>();

        Schema parse(Answer answer) {
            for (JsonNode reference : answer.body().path("references")) {
                resolve(
                        reference.path("subject").asText(""),
                        reference.path("version").asInt(-1));
            }
            JsonNode text = answer.body().path("schema");
            if (!text.isTextual()) {
                throw new RegistryRefusedException("expected a member \"schema\" of type string, " + answer.describe());
            }
            return parser.parse(text.asText());
        }

        private void resolve(String subject, int version) {
            String name = subject + " version " + version;
            if (done.contains(name)) {
                return;
            }
            if (!open.add(name)) {
                throw new SchemaException("references form a cycle through " + name);
            }
            if (open.size() > REFERENCE_DEPTH_MAX || done.size() >= REFERENCES_MAX) {
                throw new SchemaException("more than %d references, or deeper than %d, at %s"
                        .formatted(REFERENCES_MAX, REFERENCE_DEPTH_MAX, name));
            }
            Answer answer = http.get("/subjects/" + encode(subject) + "/versions/" + version);
            if (isMissing(answer)) {
                throw new UnknownSchemaException("reference to " + name + ": " + answer.describe());
            }
            requireOk(answer);
            parse(answer);
            open.remove(name);
            done.add(name);
        }
    }

    /**
     * Whether the registry itself says that there is no such thing. A bare 404, or error code 404, is what a web server
     * says of a path it does not serve: the base address is wrong, and records must not be condemned for that.
     */
    private static boolean isMissing(Answer answer) {
        return answer.status() == 404 && answer.errorCode() / 100 == 404;
    }

    private static void requireOk(Answer answer) {
        if (!answer.ok()) {
            throw new RegistryRefusedException("the schema registry refuses: " + answer.describe());
        }
        if (!answer.body().isObject()) {
            throw new RegistryRefusedException("expected a JSON object from a schema registry, " + answer.describe());
        }
    }

    private static int requireId(Answer answer) {
        requireOk(answer);
        JsonNode id = answer.body().path("id");
        if (!id.isInt()) {
            throw new RegistryRefusedException("expected a member \"id\" of type integer, " + answer.describe());
        }
        return id.asInt();
    }

    private static ObjectNode schemaBody(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", AvroSchemas.contractText(schema));
    }

    private static String encode(String pathSegment) {
        return URLEncoder.encode(pathSegment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
