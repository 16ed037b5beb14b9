package io.trialstream.connect.s3.block;

import java.nio.file.Path;

/**
 * @param offsets of a block
 * @param flushIdleMs without a record after which an open block is written as it is
 * @param flushMaxAgeMs that the oldest unwritten record of an open block may have
 * @param spillFolder where temporary files are made
 */
public record BlockRules(long offsets, long flushIdleMs, long flushMaxAgeMs, Path spillFolder) {}
