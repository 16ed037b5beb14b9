package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.generator.Runs.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the generator's time goes: the samples of a flight recording, each in the room of its topmost frame that is in
 * one. Compiler and collector run no Java code and are in no sample.
 */
final class Rooms {
    /** Of what a room's frames start with; what is in none, such as the model's draws, counts for its caller. */
    private static final Map<String, List<String>> ROOMS = Map.of(
            "plan", List.of("io.trialstream.generator.plan.", "io.trialstream.generator.SpanPlanner"),
            "ledger", List.of("io.trialstream.generator.ledger."),
            "encode", List.of("io.trialstream.generator.encode."),
            "order",
                    List.of(
                            "io.trialstream.generator.Span.",
                            "io.trialstream.generator.Span$",
                            "io.trialstream.generator.Batches"),
            "write", List.of("io.trialstream.generator.WholeFile"),
            "compress", List.of("org.apache.kafka.common.compress.", "net.jpountz."),
            "send", List.of("org.apache.kafka.clients.producer.", "io.trialstream.generator.stream."));

    private static final String NETWORK = "network thread";
    private static final String NETWORK_THREAD = "kafka-producer-network-thread";
    private static final String OTHER = "other";

    /** Native methods that work; in others a thread mostly waits. */
    private static final Set<String> NATIVE_WORK = Set.of("write0", "writev0", "pwrite0");

    private static final String NATIVE_LZ4 = "LZ4_";
    private static final int HOT_SPOTS = 15;

    private final Map<String, Integer> rooms = new TreeMap<>();
    private final Map<String, Integer> methods = new TreeMap<>();
    private int samples;

    private Rooms() {}

    /** Options of a JVM that records for {@link #of}; without the first two, lines would be those of calls nearby. */
    static List<String> recording(Path file) {
        return List.of(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+DebugNonSafepoints",
                "-Xlog:jfr*=off",
                "-XX:StartFlightRecording=settings=profile,dumponexit=true,jdk.ExecutionSample#period=10ms,"
                        + "jdk.NativeMethodSample#period=10ms,filename=" + file);
    }

    /** Reads a recording. */
    static Rooms of(Path recording) throws IOException {
        Rooms rooms = new Rooms();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                rooms.add(events.readEvent());
            }
        }
        return rooms;
    }

    private void add(RecordedEvent event) {
        String type = event.getEventType().getName();
        boolean java = type.equals("jdk.ExecutionSample");
        if (!java && !type.equals("jdk.NativeMethodSample") || event.getStackTrace() == null) {
            return;
        }
        List<RecordedFrame> frames = event.getStackTrace().getFrames();
        if (frames.isEmpty() || !java && !works(frames.get(0))) {
            return;
        }
        samples++;
        RecordedThread thread = event.getThread("sampledThread");
        String name = thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
        if (name.startsWith(NETWORK_THREAD)) {
            rooms.merge(NETWORK, 1, Integer::sum);
            return;
        }
        Optional<RecordedFrame> found =
                frames.stream().filter(frame -> !room(frame).equals(OTHER)).findFirst();
        rooms.merge(found.map(Rooms::room).orElse(OTHER), 1, Integer::sum);
        methods.merge(method(found.orElse(frames.get(0))), 1, Integer::sum);
    }

    private static boolean works(RecordedFrame frame) {
        String name = frame.getMethod().getName();
        return NATIVE_WORK.contains(name) || name.startsWith(NATIVE_LZ4);
    }

    private static String room(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName() + ".";
        return ROOMS.entrySet().stream()
                .filter(room -> room.getValue().stream().anyMatch(type::startsWith))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(OTHER);
    }

    private static String method(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }

    /** Two JSON lines: shares of the rooms, and of the lines that a room's samples are most often in. */
    List<String> lines() {
        return List.of(shares("rooms", rooms, rooms.size()), shares("hotSpots", methods, HOT_SPOTS));
    }

    private String shares(String name, Map<String, Integer> counts, int most) {
        Figures figures = new Figures().put("samples", samples);
        Consumer<Map.Entry<String, Integer>> put =
                entry -> figures.put(entry.getKey(), 100.0 * entry.getValue() / samples, 1);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .forEachOrdered(put);
        return new Figures().put(name, figures.members()).json();
    }
}
