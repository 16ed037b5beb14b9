package io.trialstream.app.run;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.command.TopologyDiagram;
import io.trialstream.app.config.HostPort;
import io.trialstream.app.config.MetricsFile;
import io.trialstream.app.config.RunConfig;
import io.trialstream.app.http.Health;
import io.trialstream.app.http.HttpServer;
import io.trialstream.app.idle.IdleRulings;
import io.trialstream.app.idle.IdleWatch;
import io.trialstream.app.kafka.ClientProperties;
import io.trialstream.app.relay.Relay;
import io.trialstream.platform.Endpoints;
import io.trialstream.topology.settings.MetricRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stream processor with all that belongs to it, in this process: started whole, or not at all, and stopped in reverse. */
public final class TrialstreamService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrialstreamService.class);
    private static final Duration IDLE_INTERVAL_MAX = Duration.ofSeconds(2);
    private static final int IDLE_LOOKS_A_TIMEOUT = 4;

    private final RunConfig config;
    private final Path dataDir;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Telemetry telemetry = new Telemetry();
    private final LateQueries queries = new LateQueries();
    private volatile @Nullable StreamProcessor processor;
    private volatile @Nullable Relay relay;
    private @Nullable URI http;

    private TrialstreamService(RunConfig config, Path dataDir) {
        this.config = config;
        this.dataDir = dataDir;
    }

    /**
     * Starts and returns when HTTP answers; the state may still be restoring ({@code /health/ready} tells).
     *
     * @param dataDir where {@code endpoints.json} is
     * @throws CommandFailure with the reason, when a check fails
     */
    public static TrialstreamService start(RunConfig config, Path dataDir) {
        TrialstreamService service = new TrialstreamService(config, dataDir);
        try {
            service.startParts();
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** Where HTTP answers. */
    public URI http() {
        URI address = http;
        if (address == null) {
            throw new IllegalStateException("http() is asked before the service has started");
        }
        return address;
    }

    /**
     * Waits until the processor has given up.
     *
     * @return empty when it still works after {@code patience}; else why it does not
     */
    public Optional<String> awaitFailure(Duration patience) throws InterruptedException {
        StreamProcessor working = processor;
        if (working == null) {
            throw new IllegalStateException("awaitFailure() is asked before the service has started");
        }
        return working.awaitFailure(patience);
    }

    /** Whether every part can do its work. */
    public Health health() {
        StreamProcessor working = processor;
        Relay carrying = relay;
        Map<String, String> words = new LinkedHashMap<>();
        boolean running = working != null && working.running();
        words.put(
                "streams",
                working == null ? "starting" : working.streams().state().name());
        boolean relaying = !config.input().markers() || (carrying != null && carrying.isAlive());
        words.put("relay", !config.input().markers() ? "off" : relaying ? "carrying" : "not carrying");
        return new Health(running && relaying, words);
    }

    private void startParts() {
        MetricRegistry metrics = MetricsFile.read(config.metricsFile());
        parts.push(telemetry);
        parts.push(StateLock.take(config.streams().stateDir(), config.applicationId()));
        Admin admin = Admin.create(ClientProperties.admin(
                config.kafka().bootstrap(), config.kafka().properties()));
        parts.push(() -> admin.close(Duration.ofSeconds(1)));
        int partitions = new StartChecks(admin, config).run();
        StreamProcessor.Plan plan = StreamProcessor.Plan.of(config, config.topology(partitions, metrics));
        HttpServer server = startHttp(plan.topology());
        HostPort self = config.http().advertised().orElse(server.address());
        StreamProcessor working = startStreams(plan, self);
        if (config.input().markers()) {
            startRelay(partitions);
            startIdleWatch(working.streams(), admin, partitions);
        } else {
            log.warn(
                    "input.markers is off: no facts are relayed, silent partitions hold the others, and replays are not promised equal");
        }
        publishAddress(server.address());
    }

    private HttpServer startHttp(Topology topology) {
        HttpServer server = HttpServer.start(
                config.http(),
                new HttpServer.Sources(
                        queries,
                        this::health,
                        telemetry::scrape,
                        () -> topology.describe().toString(),
                        () -> TopologyDiagram.of(topology)),
                config.scorecardEvery());
        parts.push(server);
        return server;
    }

    private StreamProcessor startStreams(StreamProcessor.Plan plan, HostPort self) {
        StreamProcessor working = StreamProcessor.create(config, plan, self);
        queries.answerWith(working.queries());
        telemetry.bind(working.streams());
        telemetry.bind(working.queries());
        processor = working;
        parts.push(working);
        working.start();
        return working;
    }

    private void startRelay(int partitions) {
        RunConfig.Kafka kafka = config.kafka();
        Map<String, Object> reading =
                ClientProperties.consumer(kafka.bootstrap(), config.applicationId() + "-relay", kafka.properties());
        reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.relay().batch());
        Relay carrying = new Relay(
                config.input().topic(),
                partitions,
                () -> new KafkaConsumer<>(reading),
                () -> new KafkaProducer<>(ClientProperties.producer(kafka.bootstrap(), kafka.properties())),
                config.relay().maxBackoff());
        relay = carrying;
        parts.push(carrying);
        telemetry.gauge(
                "trialstream.relay.lag.records",
                "Facts not carried into the raw topic yet; -1 until known.",
                carrying::lag);
        telemetry.counter("trialstream.relay.carried", "Facts carried into the raw topic.", carrying::carried);
        telemetry.counter(
                "trialstream.relay.uncarriable", "Records of fact topics without value or key.", carrying::uncarriable);
        telemetry.counter("trialstream.relay.failures", "Errors after which the relay began anew.", carrying::failures);
        carrying.start();
    }

    private void startIdleWatch(KafkaStreams streams, Admin admin, int partitions) {
        RunConfig.Time time = config.time();
        RunConfig.Kafka kafka = config.kafka();
        IdleWatch watch = new IdleWatch(
                config.input().topic(),
                new IdleRulings(time.rules().window(), time.rules().grace(), time.idleTimeout(), time.allIdle()),
                new PartitionObserver(
                        streams,
                        admin,
                        queries,
                        config.applicationId(),
                        config.input().topic(),
                        partitions),
                new KafkaProducer<>(ClientProperties.producer(kafka.bootstrap(), kafka.properties())));
        parts.push(watch);
        telemetry.counter(
                "trialstream.idle.rulings", "Silent partitions that were given the others' time.", watch::written);
        Duration interval = time.idleTimeout().dividedBy(IDLE_LOOKS_A_TIMEOUT);
        watch.start(interval.compareTo(IDLE_INTERVAL_MAX) < 0 ? interval : IDLE_INTERVAL_MAX);
    }

    private void publishAddress(HostPort listening) {
        http = URI.create("http://" + listening);
        Endpoints.put(dataDir, Map.of(Endpoints.HTTP, "http://" + listening));
        parts.push(() -> Endpoints.remove(dataDir, List.of(Endpoints.HTTP)));
        log.info("HTTP answers at http://{}", listening);
    }

    /** Stops every part, the last started first; one that fails to does not keep the others. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.warn("A part could not be stopped in order", e);
            }
        }
    }
}
