package io.trialstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.UserEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SchemaRegistryClientTest {
    private static final String INT_RECORD =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";

    private final FakeRegistry registry = new FakeRegistry("/apis/ccompat/v7");
    private final SchemaRegistryClient client = client(Map.of());

    @AfterEach
    void close() {
        registry.close();
    }

    /** Small bounds, so that a test of time-outs takes tenths of a second. */
    private SchemaRegistryClient client(Map<String, ?> more) {
        Map<String, Object> configs = new HashMap<>(Map.of(
                AvroSerdeConfig.URL, registry.url() + "/",
                AvroSerdeConfig.REQUEST_TIMEOUT_MS, 5_000,
                AvroSerdeConfig.RETRIES, 2,
                AvroSerdeConfig.BACKOFF_MS, 1));
        configs.putAll(more);
        return new SchemaRegistryClient(new AvroSerdeConfig(configs));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void asksOnceForASchemaAndKeepsIt() {
        registry.put(7, INT_RECORD);

        Schema first = client.schemaById(7);

        assertThat(first).isEqualTo(new Schema.Parser().parse(INT_RECORD));
        assertThat(client.schemaById(7)).isSameAs(first);
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/7");
    }

    @Test
    void registersTheContractsTextWithoutWhatJavasGeneratorAdds() {
        int id = client.register("replay-user-events-value", UserEvent.getClassSchema());

        assertThat(UserEvent.getClassSchema().toString()).contains("avro.java.string");
        assertThat(client.schemaById(id).toString())
                .doesNotContain("avro.java.string")
                .contains("{\"name\":\"event_id\",\"type\":\"string\"}");
    }

    @Test
    void threadsThatWantTheSameAtOnceSendOneRequest() throws Exception {
        registry.put(7, INT_RECORD);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        registry.failNext(exchange -> {
            asked.countDown();
            awaitQuietly(answer);
            FakeRegistry.answering(200, "{\"schema\":\"\\\"int\\\"\"}").handle(exchange);
        });
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Schema>> all = new ArrayList<>();
            IntStream.range(0, 8).forEach(i -> all.add(threads.submit(() -> client.schemaById(7))));
            asked.await();
            answer.countDown();

            for (Future<Schema> one : all) {
                assertThat(one.get()).isEqualTo(Schema.create(Schema.Type.INT));
            }
            assertThat(registry.requests()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aSlowAnswerForOneIdDoesNotHoldUpAnother() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        registry.put(1, "\"int\"");
        registry.put(2, "\"long\"");
        registry.failNext(exchange -> {
            asked.countDown();
            awaitQuietly(answer);
            FakeRegistry.answering(200, "{\"schema\":\"\\\"int\\\"\"}").handle(exchange);
        });
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Schema> slow = threads.submit(() -> client.schemaById(1));
            asked.await();

            assertThat(client.schemaById(2).getType()).isEqualTo(Schema.Type.LONG);
            assertThat(slow.isDone()).isFalse();
            answer.countDown();
            assertThat(slow.get().getType()).isEqualTo(Schema.Type.INT);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anUnknownIdIsRememberedForAWhile() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.schemaById(99))
                    .isInstanceOf(UnknownSchemaException.class)
                    .hasMessageContaining("schema id 99")
                    .hasMessageContaining("answered 404/40403: Schema not found");
        }
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void anUnknownIdIsAskedForAgainOnceTheMemoryHasExpired() {
        SchemaRegistryClient forgetful = client(Map.of(AvroSerdeConfig.MISSING_CACHE_MS, 0));
        assertThatThrownBy(() -> forgetful.schemaById(99)).isInstanceOf(UnknownSchemaException.class);

        registry.put(99, "\"int\"");

        assertThat(forgetful.schemaById(99).getType()).isEqualTo(Schema.Type.INT);
    }

    @Test
    void noRegistryIsAskedForANegativeId() {
        assertThatThrownBy(() -> client.schemaById(-1)).isInstanceOf(UnknownSchemaException.class);
        assertThat(registry.requests()).isEmpty();
    }

    /** A wrong base address must not condemn records: what answers there has never heard of schemas. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | <html>Not Found</html>",
                "404 | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}",
                "401 | {\"error_code\":401,\"message\":\"Unauthorized\"}",
                "422 | {\"error_code\":42201,\"message\":\"Invalid schema\"}",
                "302 | moved",
                "200 | <html>Welcome</html>",
                "200 | {\"schema\":7}",
                "200 | ",
            })
    void whatIsNoAnswerOfARegistryIsAnOperatorsError(int status, String body) {
        registry.failNext(FakeRegistry.answering(status, body == null ? "" : body));

        assertThatThrownBy(() -> client.schemaById(7))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("GET " + registry.url() + "/schemas/ids/7 answered " + status);
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void retriesWhatMayPass(int status) {
        registry.put(7, INT_RECORD);
        registry.failNext(FakeRegistry.answering(status, ""));
        registry.failNext(FakeRegistry.answering(status, "{\"error_code\":50002,\"message\":\"busy\"}"));

        assertThat(client.schemaById(7).getName()).isEqualTo("R");
        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void givesUpAfterTheConfiguredAttemptsAndAsksAgainNextTime() {
        registry.put(7, INT_RECORD);
        for (int i = 0; i < 3; i++) {
            registry.failNext(FakeRegistry.answering(500, "{\"error_code\":50001,\"message\":\"store error\"}"));
        }

        assertThatThrownBy(() -> client.schemaById(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("no answer from the schema registry in 3 attempts")
                .hasMessageContaining("answered 500/50001: store error");
        assertThat(registry.requests()).hasSize(3);
        assertThat(client.schemaById(7).getName()).isEqualTo("R");
    }

    @Test
    void aConnectionThatBreaksOffIsRetried() {
        registry.put(7, INT_RECORD);
        registry.failNext(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
        });

        assertThat(client.schemaById(7).getName()).isEqualTo("R");
    }

    @Test
    void aServerThatAcceptsAndSaysNothingTimesOut() {
        CountDownLatch done = new CountDownLatch(1);
        SchemaRegistryClient hasty =
                client(Map.of(AvroSerdeConfig.REQUEST_TIMEOUT_MS, 200, AvroSerdeConfig.RETRIES, 1));
        registry.failNext(exchange -> awaitQuietly(done));
        registry.failNext(exchange -> awaitQuietly(done));

        assertThatThrownBy(() -> hasty.schemaById(7)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(registry.requests()).hasSize(2);
        done.countDown();
    }

    /** The JDK's own time-out ends once the header is there. */
    @Test
    void aBodyThatStallsTimesOut() {
        CountDownLatch done = new CountDownLatch(1);
        SchemaRegistryClient hasty =
                client(Map.of(AvroSerdeConfig.REQUEST_TIMEOUT_MS, 200, AvroSerdeConfig.RETRIES, 0));
        registry.failNext(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitQuietly(done);
        });

        assertThatThrownBy(() -> hasty.schemaById(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("no complete answer within 200 ms");
        done.countDown();
    }

    @Test
    void anInterruptEndsTheWaitAndStays() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        registry.failNext(exchange -> {
            asked.countDown();
            awaitQuietly(done);
        });
        List<Object> seen = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                client.schemaById(7);
            } catch (InterruptException e) {
                seen.add(e);
                seen.add(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        asked.await();

        thread.interrupt();
        thread.join(10_000);
        done.countDown();

        assertThat(seen).hasSize(2);
        assertThat(seen.get(1)).isEqualTo(true);
    }

    @Test
    void goesOnToTheNextAddressAndStaysThere() {
        try (FakeRegistry second = new FakeRegistry()) {
            second.put(7, INT_RECORD);
            second.put(8, INT_RECORD);
            registry.failNext(FakeRegistry.answering(500, ""));
            SchemaRegistryClient two = client(Map.of(AvroSerdeConfig.URL, registry.url() + "," + second.url()));

            two.schemaById(7);
            two.schemaById(8);

            assertThat(registry.requests()).containsExactly("GET /schemas/ids/7");
            assertThat(second.requests()).containsExactly("GET /schemas/ids/7", "GET /schemas/ids/8");
        }
    }

    @Test
    void aRefusedConnectionIsRetriedAtTheNextAddress() throws IOException {
        registry.put(7, INT_RECORD);
        String dead = "http://127.0.0.1:" + closedPort();

        assertThat(client(Map.of(AvroSerdeConfig.URL, dead + "," + registry.url()))
                        .schemaById(7)
                        .getName())
                .isEqualTo("R");
    }

    @Test
    void resolvesReferencesEachOnceHoweverManyNeedIt() {
        registry.put(
                5,
                "{\"type\":\"record\",\"name\":\"n.Top\",\"fields\":["
                        + "{\"name\":\"l\",\"type\":\"n.Left\"},{\"name\":\"r\",\"type\":\"n.Right\"}]}",
                null,
                FakeRegistry.references("left", "right"));
        registry.putVersion("left", 1, using("Left"), FakeRegistry.references("leaf"));
        registry.putVersion("right", 1, using("Right"), FakeRegistry.references("leaf"));
        registry.putVersion(
                "leaf", 1, "{\"type\":\"enum\",\"name\":\"n.Leaf\",\"symbols\":[\"A\"]}", FakeRegistry.references());

        Schema top = client.schemaById(5);

        Schema leaf = top.getField("r").schema().getField("leaf").schema();
        assertThat(leaf.getEnumSymbols()).containsExactly("A");
        assertThat(registry.requests())
                .containsExactlyInAnyOrder(
                        "GET /schemas/ids/5",
                        "GET /subjects/left/versions/1",
                        "GET /subjects/leaf/versions/1",
                        "GET /subjects/right/versions/1");
    }

    private static String using(String name) {
        return "{\"type\":\"record\",\"name\":\"n." + name + "\",\"fields\":[{\"name\":\"leaf\",\"type\":\"n.Leaf\"}]}";
    }

    @Test
    void referencesInACycleAreAnErrorAndNotALoop() {
        registry.put(5, INT_RECORD, null, FakeRegistry.references("a"));
        registry.putVersion("a", 1, INT_RECORD, FakeRegistry.references("b"));
        registry.putVersion("b", 1, INT_RECORD, FakeRegistry.references("a"));

        assertThatThrownBy(() -> client.schemaById(5))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("references form a cycle through a version 1");
    }

    @Test
    void referencesNestedTooDeepAreAnError() {
        registry.put(5, INT_RECORD, null, FakeRegistry.references("s0"));
        for (int i = 0; i < 40; i++) {
            registry.putVersion("s" + i, 1, INT_RECORD, FakeRegistry.references("s" + (i + 1)));
        }

        assertThatThrownBy(() -> client.schemaById(5))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("deeper than 16, at s16 version 1");
    }

    @Test
    void aReferenceTheRegistryDoesNotHaveMakesTheSchemaUnknown() {
        registry.put(5, INT_RECORD, null, FakeRegistry.references("gone"));

        assertThatThrownBy(() -> client.schemaById(5))
                .isInstanceOf(UnknownSchemaException.class)
                .hasMessageContaining("schema id 5")
                .hasMessageContaining("reference to gone version 1");
    }

    @Test
    void schemasOfOtherKindsAndBrokenOnesAreTold() {
        registry.put(5, "syntax = \"proto3\";", "PROTOBUF", FakeRegistry.references());
        registry.put(6, "{\"type\":\"recor", null, FakeRegistry.references());

        assertThatThrownBy(() -> client.schemaById(5))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("expected the id of an Avro schema, found id 5, whose schema is PROTOBUF at byte 1");
        assertThatThrownBy(() -> client.schemaById(6))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("expected the id of a schema that Avro reads, found id 6");
    }

    @Test
    void aRefusalForIncompatibilityIsToldApart() {
        registry.failNext(FakeRegistry.answering(409, "{\"error_code\":409,\"message\":\"READER_FIELD_MISSING\"}"));

        assertThatThrownBy(() -> client.register("t-value", Assignment.getClassSchema()))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("subject t-value does not take the schema of io.trialstream.schemas.Assignment")
                .hasMessageContaining("READER_FIELD_MISSING");
    }

    @Test
    void setsASubjectsCompatibility() {
        client.setCompatibility("a b/c-value", CompatibilityLevel.BACKWARD_TRANSITIVE);

        assertThat(registry.requests()).containsExactly("PUT /config/a b/c-value");
    }

    @Test
    void sendsCredentialsFromEitherPlaceAndNeverShowsThem() {
        registry.put(7, INT_RECORD);
        String expected =
                "Basic " + Base64.getEncoder().encodeToString("user:pässword".getBytes(StandardCharsets.UTF_8));
        AvroSerdeConfig config = new AvroSerdeConfig(Map.of(
                AvroSerdeConfig.URL, registry.url(),
                AvroSerdeConfig.CREDENTIALS_SOURCE, "USER_INFO",
                AvroSerdeConfig.USER_INFO, "user:pässword"));
        new SchemaRegistryClient(config).schemaById(7);
        String withUserInfo = registry.url().replace("http://", "http://user:p%C3%A4ssword@");
        client(Map.of(AvroSerdeConfig.URL, withUserInfo)).schemaById(7);

        assertThat(registry.authorizations()).containsExactly(expected, expected);
        assertThat(config.values().toString()).doesNotContain("pässword");
        assertThatThrownBy(() -> client(Map.of(AvroSerdeConfig.URL, "htp://user:secret@host")))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void credentialsThatAreAnnouncedMustBeThere() {
        assertThatThrownBy(() -> client(Map.of(AvroSerdeConfig.CREDENTIALS_SOURCE, "USER_INFO")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("basic.auth.user.info")
                .hasMessageContaining("expected user:password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "registry:8081", "ftp://registry", "http://", "http://a b"})
    void anAddressThatIsNoneIsRefusedAtOnce(String url) {
        assertThatThrownBy(() -> client(Map.of(AvroSerdeConfig.URL, url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
