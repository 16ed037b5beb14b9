package io.trialstream.benchmarks.generator;

import io.trialstream.benchmarks.generator.Runs.Figures;
import io.trialstream.benchmarks.measure.ProcessMeter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What this process cost from its start to now. */
final class Cost {
    private Cost() {}

    /**
     * Adds CPU µs a record, of all threads since the JVM's start; of it the compiler's and the collector's seconds, by the
     * clock; and the most memory that was resident.
     */
    static void add(Figures figures, long records) {
        long collected = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
        figures.put("cpuMicros", ProcessMeter.cpuNanos() / 1e3 / records, 2)
                .put("compilerSeconds", ManagementFactory.getCompilationMXBean().getTotalCompilationTime() / 1e3, 2)
                .put("collectorSeconds", collected / 1e3, 2)
                .put("peakResidentMiB", ProcessMeter.peakResidentBytes() / 1048576.0, 0);
    }
}
