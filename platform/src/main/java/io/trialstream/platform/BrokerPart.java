package io.trialstream.platform;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.Node;

/** One broker of the cluster, in KRaft mode. The cluster's controller ports are known before any broker is prepared. */
final class BrokerPart implements Part {
    static final String CLIENT_PORT = "broker";
    static final String CONTROLLER_PORT = "controller";

    /** Ours alone: every data folder is a cluster of its own that nobody else joins. */
    private static final String CLUSTER_ID = "dHJpYWxzdHJlYW0tbG9jYQ";

    /** 1,000,000 transactional records went through 96 MiB: docs/adr/0004-platform-as-child-processes.md. */
    private static final int HEAP_MEBIBYTES = 128;

    private static final int FORMAT_HEAP_MEBIBYTES = 64;
    private static final int COMBINED_CONTROLLERS_FROM = 3;

    private final int id;
    private final PlatformOptions options;
    private final Map<Integer, Integer> controllerPorts;

    /**
     * @param id node id, from 1
     * @param controllerPorts controller port by node id, filled in before {@link #prepare}
     */
    BrokerPart(int id, PlatformOptions options, Map<Integer, Integer> controllerPorts) {
        this.id = id;
        this.options = options;
        this.controllerPorts = controllerPorts;
    }

    static String name(int id) {
        return id == 1 ? "broker" : "broker-" + id;
    }

    /** The id within a name that {@link #name(int)} made. */
    static int id(String name) {
        return name.equals(name(1)) ? 1 : Integer.parseInt(name.substring("broker-".length()));
    }

    @Override
    public String name() {
        return name(id);
    }

    @Override
    public Map<String, Integer> preferredPorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put(CLIENT_PORT, id == 1 ? options.port(PartKind.BROKER) : 0);
        if (isController()) {
            ports.put(CONTROLLER_PORT, 0);
        }
        return ports;
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public void prepare(Map<String, Integer> ports) throws IOException {
        Files.createDirectories(data());
        files().write(properties(ports));
    }

    @Override
    public List<String> setupCommand() {
        if (Files.exists(data().resolve("meta.properties"))) {
            return List.of();
        }
        return kafka(
                FORMAT_HEAP_MEBIBYTES,
                "kafka.tools.StorageTool",
                List.of(
                        "format",
                        "--cluster-id",
                        CLUSTER_ID,
                        "--config",
                        files().settings().toString()));
    }

    @Override
    public List<String> command(Map<String, Integer> ports) {
        return kafka(HEAP_MEBIBYTES, "kafka.Kafka", List.of(files().settings().toString()));
    }

    @Override
    public String address(Map<String, Integer> ports) {
        return Ports.LOOPBACK + ":" + Ports.of(ports, CLIENT_PORT);
    }

    @Override
    public String endpointKey() {
        return Endpoints.BOOTSTRAP;
    }

    /** Well when the cluster it answers for has an active controller and counts this broker among its live ones. */
    @Override
    public void probe(Map<String, Integer> ports, Duration timeout) throws Exception {
        int millis = (int) timeout.toMillis();
        // A refused connection is told by the socket at once; an admin client would retry and log a warning each time.
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.LOOPBACK, Ports.of(ports, CLIENT_PORT)), millis);
        }
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address(ports),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        try (Admin admin = Admin.create(client)) {
            DescribeClusterResult cluster = admin.describeCluster();
            List<Integer> live = cluster.nodes().get(millis, TimeUnit.MILLISECONDS).stream()
                    .map(Node::id)
                    .sorted()
                    .toList();
            if (!live.contains(id) || cluster.controller().get(millis, TimeUnit.MILLISECONDS) == null) {
                throw new IOException("expected broker " + id + " among the live ones and a controller, live: " + live);
            }
        }
    }

    private boolean isController() {
        return id == 1 || options.brokers() >= COMBINED_CONTROLLERS_FROM;
    }

    private Map<String, String> properties(Map<String, Integer> ports) {
        String client = "PLAINTEXT://" + address(ports);
        String replicas = Integer.toString(options.brokers());
        String inSync = options.brokers() >= COMBINED_CONTROLLERS_FROM ? "2" : "1";
        Map<String, String> settings = new TreeMap<>();
        settings.put("node.id", Integer.toString(id));
        settings.put("log.dirs", data().toString());
        settings.put("process.roles", isController() ? "broker,controller" : "broker");
        settings.put(
                "listeners",
                isController()
                        ? client + ",CONTROLLER://" + Ports.LOOPBACK + ":" + Ports.of(ports, CONTROLLER_PORT)
                        : client);
        settings.put("advertised.listeners", client);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put(
                "controller.quorum.voters",
                controllerPorts.entrySet().stream()
                        .map(voter -> voter.getKey() + "@" + Ports.LOOPBACK + ":" + voter.getValue())
                        .collect(Collectors.joining(",")));
        // A mistyped topic name is an error, not a topic without our settings.
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.partitions", "4");
        settings.put("default.replication.factor", replicas);
        settings.put("min.insync.replicas", inSync);
        settings.put("offsets.topic.replication.factor", replicas);
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", replicas);
        settings.put("transaction.state.log.min.isr", inSync);
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", replicas);
        settings.put("share.coordinator.state.topic.min.isr", inSync);
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Events carry times of long ago: retention by time would delete them as they come.
        settings.put("log.retention.ms", "-1");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        // After a SIGKILL the controller fences the dead broker after this long; the default is 9 s.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        // The same for a producer that died within a transaction: looked for every second instead of every ten.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.putAll(options.brokerProperties());
        return settings;
    }

    private List<String> kafka(int heapMebibytes, String mainClass, List<String> arguments) {
        List<String> java = new ArrayList<>(
                List.of(files().loggingOption(), "-cp", PartsFolder.find().brokerClassPath(), mainClass));
        java.addAll(arguments);
        // 1,000,000 transactional records through a fresh broker took 9.5 s of CPU; with both compilers 17.5.
        return Jvm.command(options.directory(), heapMebibytes, Jvm.Compilers.FIRST, java);
    }

    private Path data() {
        return options.directory().resolve(name());
    }

    private PartFiles files() {
        return new PartFiles(options.directory(), name());
    }
}
