package io.trialstream.topology.aggregate;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.Map;
import java.util.TreeMap;

/** What one window of one experiment has come to, by arm; adds up over units and partitions. Not thread-safe. */
public final class WindowSums {
    private static final int VERSION = 1;

    private final TreeMap<ArmKey, Arm> arms = new TreeMap<>();

    /** One arm in the window. */
    public static final class Arm {
        private long users;
        private long botUsers;
        private final TreeMap<String, Enrolment.Amounts> metrics = new TreeMap<>();

        /** Units with a counted event in the window. */
        public long users() {
            return users;
        }

        public long botUsers() {
            return botUsers;
        }

        /** Metric keys that were measured. */
        public Iterable<String> metrics() {
            return metrics.keySet();
        }

        public long numerator(String metric) {
            Enrolment.Amounts a = metrics.get(metric);
            return a == null ? 0 : a.numerator;
        }

        public long denominator(String metric) {
            Enrolment.Amounts a = metrics.get(metric);
            return a == null ? 0 : a.denominator;
        }

        void countUser() {
            users = 1;
        }

        void countBot() {
            botUsers = 1;
        }

        Enrolment.Amounts amounts(String metric) {
            return metrics.computeIfAbsent(metric, m -> new Enrolment.Amounts(0, 0));
        }

        Map<String, Enrolment.Amounts> amounts() {
            return metrics;
        }

        private void add(Arm other, int sign) {
            users = MetricSums.plus(users, other.users, sign);
            botUsers = MetricSums.plus(botUsers, other.botUsers, sign);
            other.metrics.forEach((metric, a) -> {
                Enrolment.Amounts own = amounts(metric);
                own.numerator = MetricSums.plus(own.numerator, a.numerator, sign);
                own.denominator = MetricSums.plus(own.denominator, a.denominator, sign);
            });
        }

        private boolean isZero() {
            return (users | botUsers) == 0
                    && metrics.values().stream().allMatch(a -> (a.numerator | a.denominator) == 0);
        }
    }

    public Map<ArmKey, Arm> arms() {
        return arms;
    }

    Arm arm(ArmKey key) {
        return arms.computeIfAbsent(key, k -> new Arm());
    }

    /** Adds {@code sign} (1 or −1) times the other. */
    public void add(WindowSums other, int sign) {
        other.arms.forEach((key, sums) -> {
            Arm own = arm(key);
            own.add(sums, sign);
            if (own.isZero()) {
                arms.remove(key);
            }
        });
    }

    boolean isZero() {
        return arms.isEmpty();
    }

    public byte[] toBytes(ByteWriter out) {
        out.reset().writeByte(VERSION).writeUnsigned(arms.size());
        arms.forEach((key, arm) -> {
            key.write(out);
            out.writeSigned(arm.users).writeSigned(arm.botUsers).writeUnsigned(arm.metrics.size());
            arm.metrics.forEach((metric, a) ->
                    out.writeString(metric).writeSigned(a.numerator).writeSigned(a.denominator));
        });
        return out.toBytes();
    }

    public static WindowSums fromBytes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes).expectVersion(VERSION, "window sums");
        WindowSums sums = new WindowSums();
        for (int left = in.readCount(); left > 0; left--) {
            Arm arm = sums.arm(ArmKey.read(in));
            arm.users = in.readSigned();
            arm.botUsers = in.readSigned();
            for (int metrics = in.readCount(); metrics > 0; metrics--) {
                arm.metrics.put(in.readString(), new Enrolment.Amounts(in.readSigned(), in.readSigned()));
            }
        }
        return sums;
    }
}
