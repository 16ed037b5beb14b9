package io.trialstream.topology.query;

import org.jspecify.annotations.Nullable;

/**
 * How far a source partition has come, as last reported to the merge.
 *
 * @param watermark epoch ms; null before the first
 * @param closedThrough end of the newest closed window, epoch ms; null before the first
 * @param accounting the partition's own
 */
public record PartitionView(
        int partition, @Nullable Long watermark, @Nullable Long closedThrough, AccountingView accounting) {}
