package io.trialstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.HttpApi;
import io.trialstream.app.command.TopicReader;
import io.trialstream.platform.Endpoints;
import io.trialstream.platform.PlatformStatus;
import io.trialstream.platform.S3Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Connect worker is killed with SIGKILL five times in a demo, and its consumers are set back twice: each record is in S3
 * once, and the objects are those that an undisturbed sink writes, byte for byte.
 */
@Tag("slow")
@Timeout(900)
class SinkKillIT {
    private static final long EVENTS = 200_000;
    private static final int KILLS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final String UNDISTURBED = "undisturbed";
    private static final Map<String, String> TOPICS = new TreeMap<>(Map.of(
            "s3-replay-user-events", "replay-user-events",
            "s3-clean-events", "clean-events",
            "s3-sessions", "sessions",
            "s3-variant-ctr", "variant-ctr"));
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private final Path data = folder.resolve("data").resolve("demo");
    private final Path bucket = S3Store.folder(data);

    @Test
    void theObjectsAreThoseOfAnUndisturbedSink() throws Exception {
        try (Cli demo = Cli.start(
                folder,
                "demo",
                "--json",
                "--events",
                String.valueOf(EVENTS),
                "--seed",
                "6",
                "--data",
                folder.resolve("data").toString())) {
            Set<Long> killed = new HashSet<>();
            for (int kill = 1; kill <= KILLS; kill++) {
                long events = kill * EVENTS / (KILLS + 2);
                await(demo, "the demo to have come to " + events + " events", () -> accounted() >= events);
                await(
                        demo,
                        "connectors that work",
                        () -> PlatformStatus.of(data).healthy());
                killed.add(killWorker());
                if (kill == 2) {
                    setBack(demo, committed -> committed / 2 + 17);
                }
            }
            assertThat(killed).hasSize(KILLS);
            assertThat(demo.out()).as("the demo has not come to its end yet").isEmpty();
            await(demo, "connectors that work", () -> PlatformStatus.of(data).healthy());
            Instant earliest = setBack(demo, committed -> 0);

            await(demo, "the demo's result", () -> !demo.out().isEmpty());
            assertThat(demo.err().lines().filter(line -> line.contains("the Connect worker")))
                    .hasSize(KILLS);
            await(demo, "all objects to be written again", () -> allWrittenSince(earliest));
            eachRecordOnce();
            compareWithUndisturbed(demo);
            demo.terminate();
            demo.await(Duration.ofMinutes(1));
        }
    }

    /** @return the killed worker's pid */
    private long killWorker() throws Exception {
        long pid = JSON.readTree(data.resolve("pids").resolve("connect.json").toFile())
                .path("pid")
                .asLong();
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
        assertThat(worker.destroyForcibly()).isTrue();
        worker.onExit().get();
        assertThat(PlatformStatus.of(data).healthy()).as("with a dead worker").isFalse();
        return pid;
    }

    /** Where a partition's consumer is to go on. */
    private interface Position {
        long after(long committed);
    }

    /** As an administrator does it: stop, alter, resume. @return when none was going on yet */
    private Instant setBack(Cli demo, Position position) throws Exception {
        await(demo, "connectors that work", () -> PlatformStatus.of(data).healthy());
        Instant stopped = Instant.now();
        for (String connector : TOPICS.keySet()) {
            worker().insist("PUT", "/connectors/" + connector + "/stop", "");
        }
        for (String connector : TOPICS.keySet()) {
            String path = "/connectors/" + connector + "/offsets";
            ObjectNode change = JSON.createObjectNode();
            ArrayNode offsets = change.putArray("offsets");
            for (JsonNode committed : worker().insist("GET", path, "").path("offsets")) {
                long offset = committed.path("offset").path("kafka_offset").asLong();
                ObjectNode one = offsets.addObject();
                one.set("partition", committed.path("partition"));
                one.putObject("offset").put("kafka_offset", position.after(offset));
            }
            if (!offsets.isEmpty()) {
                worker().insist("PATCH", path, change.toString());
            }
        }
        for (String connector : TOPICS.keySet()) {
            worker().insist("PUT", "/connectors/" + connector + "/resume", "");
        }
        return stopped;
    }

    private WorkerApi worker() {
        return new WorkerApi(
                URI.create(Endpoints.read(data).get(Endpoints.CONNECT).orElseThrow()));
    }

    private void eachRecordOnce() throws Exception {
        TopicReader reader = new TopicReader(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                Endpoints.read(data).bootstrap().orElseThrow()));
        for (String topic : TOPICS.values()) {
            Set<String> places = new HashSet<>();
            reader.read(topic, null, record -> {
                if (record.value() != null || topic.equals("replay-user-events")) {
                    places.add(record.partition() + "/" + record.offset());
                }
            });
            assertThat(ArchivedRecords.read(bucket, topic).keySet()).as(topic).isEqualTo(places);
        }
    }

    /** Connectors of other names write to another prefix, from the beginning and in peace. */
    private void compareWithUndisturbed(Cli demo) throws Exception {
        for (String connector : TOPICS.keySet()) {
            ObjectNode config = (ObjectNode) worker().insist("GET", "/connectors/" + connector + "/config", "");
            config.put("prefix", UNDISTURBED).put("name", UNDISTURBED + "-" + connector);
            worker().insist("PUT", "/connectors/" + UNDISTURBED + "-" + connector + "/config", config.toString());
        }
        Map<String, Long> disturbed = sizes("staging_area");
        await(demo, "the undisturbed sink", () -> sizes(UNDISTURBED).equals(disturbed));
        for (String object : disturbed.keySet()) {
            assertThat(Files.mismatch(
                            bucket.resolve("staging_area").resolve(object),
                            bucket.resolve(UNDISTURBED).resolve(object)))
                    .as(object)
                    .isEqualTo(-1);
        }
        assertThat(sizes("staging_area")).isEqualTo(disturbed);
    }

    /** Bytes by object, below a prefix. */
    private Map<String, Long> sizes(String prefix) throws IOException {
        Path root = bucket.resolve(prefix);
        Map<String, Long> sizes = new TreeMap<>();
        for (Path file : files(root)) {
            sizes.put(root.relativize(file).toString(), Files.size(file));
        }
        return sizes;
    }

    private boolean allWrittenSince(Instant time) throws IOException {
        for (Path file : files(bucket.resolve("staging_area"))) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
                return false;
            }
        }
        return true;
    }

    /** What the store keeps aside while it writes is no object, and may go while we look. */
    private static List<Path> files(Path root) throws IOException {
        List<Path> objects = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".json")) {
                    objects.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return objects;
    }

    /** Events accounted for; −1 while nobody answers. */
    private long accounted() {
        return Endpoints.read(data)
                .http()
                .map(http -> {
                    try {
                        return new HttpApi(URI.create(http))
                                .get("accounting", "accounting", Duration.ZERO)
                                .path("in")
                                .asLong();
                    } catch (CommandFailure e) {
                        return -1L;
                    }
                })
                .orElse(-1L);
    }

    private static void await(Cli demo, String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline || !demo.alive()) {
                throw new AssertionError(
                        what + ": not within " + PATIENCE + ", or the demo ended; it said: " + demo.err());
            }
            Thread.sleep(STEP.toMillis());
        }
    }
}
