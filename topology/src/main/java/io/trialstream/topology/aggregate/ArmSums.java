package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Map;
import java.util.TreeMap;

/** Running sums of one arm (docs/semantics.md §9). Not thread-safe. */
public final class ArmSums {
    private long users;
    private long exposedUsers;
    private long botUsers;
    private long multiExposedUsers;
    private final TreeMap<String, MetricSums> metrics = new TreeMap<>();

    /** Units in the running sums: n. */
    public long users() {
        return users;
    }

    /** Units by the arm of their first exposure, whatever became of them. */
    public long exposedUsers() {
        return exposedUsers;
    }

    public long botUsers() {
        return botUsers;
    }

    public long multiExposedUsers() {
        return multiExposedUsers;
    }

    /** By metric key. */
    public Map<String, MetricSums> metrics() {
        return metrics;
    }

    void countUser() {
        users = 1;
    }

    void countExposed() {
        exposedUsers = 1;
    }

    void countBot() {
        botUsers = 1;
    }

    void countMultiExposed() {
        multiExposedUsers = 1;
    }

    /** Adds another arm's. */
    public void add(ArmSums other) {
        add(other, 1);
    }

    void add(ArmSums other, int sign) {
        users = MetricSums.plus(users, other.users, sign);
        exposedUsers = MetricSums.plus(exposedUsers, other.exposedUsers, sign);
        botUsers = MetricSums.plus(botUsers, other.botUsers, sign);
        multiExposedUsers = MetricSums.plus(multiExposedUsers, other.multiExposedUsers, sign);
        other.metrics.forEach((metric, sums) -> {
            MetricSums own = metrics.computeIfAbsent(metric, m -> new MetricSums());
            own.add(sums, sign);
            if (own.isZero()) {
                metrics.remove(metric);
            }
        });
    }

    boolean isZero() {
        return (users | exposedUsers | botUsers | multiExposedUsers) == 0 && metrics.isEmpty();
    }

    void write(ByteWriter out) {
        out.writeSigned(users).writeSigned(exposedUsers).writeSigned(botUsers).writeSigned(multiExposedUsers);
        out.writeUnsigned(metrics.size());
        metrics.forEach((metric, sums) -> {
            out.writeString(metric);
            sums.write(out);
        });
    }

    static ArmSums read(ByteReader in) {
        ArmSums a = new ArmSums();
        a.users = in.readSigned();
        a.exposedUsers = in.readSigned();
        a.botUsers = in.readSigned();
        a.multiExposedUsers = in.readSigned();
        for (int left = in.readCount(); left > 0; left--) {
            a.metrics.put(in.readString(), MetricSums.read(in));
        }
        return a;
    }
}
