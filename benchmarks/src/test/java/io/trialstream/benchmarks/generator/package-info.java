/** Tests of what the generator's benchmark compares and sums up. */
@NullMarked
package io.trialstream.benchmarks.generator;

import org.jspecify.annotations.NullMarked;
