package io.trialstream.benchmarks.serde;

import com.sun.net.httpserver.HttpServer;
import io.trialstream.benchmarks.measure.SampleEvents;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.serde.AvroSerde;
import io.trialstream.schemas.serde.SchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Nanoseconds of CPU for one {@code UserEvent}, written and read by the serde and by Avro alone, in one process and in
 * turns, so that what else the machine does falls on both. "Avro alone" reuses its encoder, decoder and buffer, and
 * writes no header.
 */
public final class SerdeBenchmark {
    private static final String TOPIC = "t";
    private static final int EVENTS = 1_000;
    private static final int PASSES = 100;
    private static final int WARM_UP_ROUNDS = 15;
    private static final int ROUNDS = 31;

    private final List<UserEvent> events = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();

    /** Everything that was made goes in here, so that none of it can be left out. */
    private long sink;

    private record Case(String name, IntConsumer once) {}

    private SerdeBenchmark() {
        for (int i = 0; i < EVENTS; i++) {
            events.add(SampleEvents.event(i, Instant.ofEpochMilli(1_756_704_225_123L + i)));
        }
    }

    /** No arguments. Prints the median round of each case. */
    public static void main(String[] args) throws IOException {
        new SerdeBenchmark().run();
    }

    private void run() throws IOException {
        HttpServer registry = registry();
        try {
            AvroSerde<UserEvent> serde = AvroSerde.of(
                    UserEvent.class,
                    SchemaRegistryClient.of(
                            "http://127.0.0.1:" + registry.getAddress().getPort()));
            measure(cases(serde.serializer(), serde.deserializer()));
        } finally {
            registry.stop(0);
        }
    }

    private List<Case> cases(Serializer<UserEvent> serializer, Deserializer<UserEvent> deserializer) {
        for (UserEvent event : events) {
            byte[] value = serializer.serialize(TOPIC, event);
            values.add(value);
            bodies.add(Arrays.copyOfRange(value, 5, value.length));
        }
        return List.of(
                new Case("write, Avro alone", avroWriter()),
                new Case("write, serde", i -> sink += serializer.serialize(TOPIC, events.get(i)).length),
                new Case("read, Avro alone", avroReader()),
                new Case(
                        "read, serde",
                        i -> sink += deserializer
                                .deserialize(TOPIC, values.get(i))
                                .getEventId()
                                .length()));
    }

    private IntConsumer avroWriter() {
        var writer = new SpecificDatumWriter<>(UserEvent.class);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        @Nullable BinaryEncoder[] encoder = new BinaryEncoder[1];
        return i -> {
            try {
                out.reset();
                encoder[0] = EncoderFactory.get().binaryEncoder(out, encoder[0]);
                writer.write(events.get(i), encoder[0]);
                encoder[0].flush();
                sink += out.toByteArray().length;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private IntConsumer avroReader() {
        var reader = new SpecificDatumReader<>(UserEvent.class);
        @Nullable BinaryDecoder[] decoder = new BinaryDecoder[1];
        return i -> {
            try {
                decoder[0] = DecoderFactory.get().binaryDecoder(bodies.get(i), decoder[0]);
                sink += reader.read(null, decoder[0]).getEventId().length();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private void measure(List<Case> cases) {
        double[][] nanos = new double[cases.size()][ROUNDS];
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (int c = 0; c < cases.size(); c++) {
                double each = round(cases.get(c));
                if (round >= 0) {
                    nanos[c][round] = each;
                }
            }
        }
        System.out.printf(Locale.ROOT, "%d bytes an event%n", values.get(0).length);
        for (int c = 0; c < cases.size(); c++) {
            Arrays.sort(nanos[c]);
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %5.0f ns CPU (middle half %.0f to %.0f)%n",
                    cases.get(c).name(),
                    nanos[c][ROUNDS / 2],
                    nanos[c][ROUNDS / 4],
                    nanos[c][3 * ROUNDS / 4]);
        }
        System.out.printf(
                Locale.ROOT,
                "serde / Avro alone: write %.2f, read %.2f (checksum %d)%n",
                nanos[1][ROUNDS / 2] / nanos[0][ROUNDS / 2],
                nanos[3][ROUNDS / 2] / nanos[2][ROUNDS / 2],
                sink);
    }

    private static double round(Case one) {
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int pass = 0; pass < PASSES; pass++) {
            for (int i = 0; i < EVENTS; i++) {
                one.once().accept(i);
            }
        }
        return (threads.getCurrentThreadCpuTime() - start) / (double) (EVENTS * PASSES);
    }

    /** Knows one schema, under id 1. */
    private static HttpServer registry() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String schema =
                UserEvent.getClassSchema().toString().replace("\\", "\\\\").replace("\"", "\\\"");
        byte[] answer = ("{\"id\":1,\"schema\":\"" + schema + "\"}").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}
