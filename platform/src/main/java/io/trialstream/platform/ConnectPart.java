package io.trialstream.platform;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A Kafka Connect worker, distributed though it is alone: its connectors and their places are kept by the broker. */
final class ConnectPart implements Part {
    static final String NAME = "connect";

    /**
     * After so long without a sign a dead worker's consumers lose their partitions. The broker allows no less, and a busy
     * machine needs as much.
     */
    static final Duration CONSUMER_SESSION = Duration.ofSeconds(6);

    private static final String PORT = "connect";

    /** The sinks' eleven tasks may hold 32 MiB of lines each, and have records on their way. */
    private static final int HEAP_MEBIBYTES = 512;

    /** A third of the session, as Kafka's own defaults have it. */
    private static final Duration HEARTBEAT = CONSUMER_SESSION.dividedBy(3);

    private final PlatformOptions options;
    private final List<String> needs;
    private final Function<String, String> addresses;
    private final PartFiles files;

    /**
     * @param needs names of the parts its connectors speak to
     * @param addresses of those, by endpoint key
     */
    ConnectPart(PlatformOptions options, List<String> needs, Function<String, String> addresses) {
        this.options = options;
        this.needs = needs;
        this.addresses = addresses;
        files = new PartFiles(options.directory(), NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Integer> preferredPorts() {
        return Map.of(PORT, options.port(PartKind.CONNECT));
    }

    @Override
    public List<String> needs() {
        return needs;
    }

    @Override
    public void prepare(Map<String, Integer> ports) throws IOException {
        files.write(settings(ports));
    }

    @Override
    public List<String> setupCommand() {
        return List.of();
    }

    @Override
    public List<String> command(Map<String, Integer> ports) {
        // The sink of 1,000,000 events took 57 s of CPU; with the first compiler alone 85.
        return Jvm.command(
                options.directory(),
                HEAP_MEBIBYTES,
                Jvm.Compilers.BOTH,
                List.of(
                        files.loggingOption(),
                        "-cp",
                        PartsFolder.find().connectClassPath(),
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        files.settings().toString()));
    }

    /** What {@code connect-config/trialstream/*.json} leave to the place they are used in. */
    @Override
    public Map<String, String> environment(Map<String, Integer> ports) {
        return Map.of(
                "TRIALSTREAM_S3_BUCKET", S3Store.BUCKET,
                "TRIALSTREAM_S3_ENDPOINT", addresses.apply(Endpoints.S3),
                "TRIALSTREAM_S3_REGION", S3Store.REGION,
                "TRIALSTREAM_S3_ACCESS_KEY_ID", S3Store.ACCESS_KEY_ID,
                "TRIALSTREAM_S3_SECRET_ACCESS_KEY", S3Store.SECRET_ACCESS_KEY,
                "TRIALSTREAM_REGISTRY_URL", addresses.apply(Endpoints.REGISTRY));
    }

    @Override
    public String address(Map<String, Integer> ports) {
        return "http://" + Ports.LOOPBACK + ":" + Ports.of(ports, PORT);
    }

    @Override
    public String endpointKey() {
        return Endpoints.CONNECT;
    }

    /** Well when the worker has joined its group, read its topics and says so. */
    @Override
    public void probe(Map<String, Integer> ports, Duration timeout) {
        new ConnectRest(URI.create(address(ports)), timeout).requireHealthy();
    }

    private Map<String, String> settings(Map<String, Integer> ports) {
        String replicas = Integer.toString(options.brokers());
        Map<String, String> settings = new TreeMap<>();
        settings.put("bootstrap.servers", addresses.apply(Endpoints.BOOTSTRAP));
        settings.put("group.id", "trialstream-connect");
        settings.put("listeners", address(ports));
        // An empty path would be the working directory, searched with all that is below it.
        PartsFolder.find().plugin().ifPresent(plugin -> settings.put("plugin.path", plugin.toString()));
        // By their manifests, instead of reading every class of every jar.
        settings.put("plugin.discovery", "service_load");
        // Connectors name their own; these keep what they do not name as it is.
        settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        settings.put("config.providers", "env");
        settings.put("config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
        settings.put("config.providers.env.param.allowlist.pattern", "TRIALSTREAM_.*");
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.topic", "connect-" + topic + (topic.equals("status") ? "" : "s"));
            settings.put(topic + ".storage.replication.factor", replicas);
        }
        settings.put("offset.storage.partitions", "1");
        settings.put("status.storage.partitions", "1");
        // The default waits 5 minutes for a lost worker to come back before its tasks are given out again.
        settings.put("scheduled.rebalance.max.delay.ms", "0");
        // A killed worker is missed after its session: the defaults are 10 s for the worker, 45 s for its consumers.
        String session = Long.toString(CONSUMER_SESSION.toMillis());
        String heartbeat = Long.toString(HEARTBEAT.toMillis());
        settings.put("session.timeout.ms", session);
        settings.put("heartbeat.interval.ms", heartbeat);
        settings.put("consumer.session.timeout.ms", session);
        settings.put("consumer.heartbeat.interval.ms", heartbeat);
        // The default is a minute; what was not committed is only written again.
        settings.put("offset.flush.interval.ms", "2000");
        settings.putAll(options.workerProperties());
        return settings;
    }
}
