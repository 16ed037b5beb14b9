/** The generator: to files next to the bare writing of as many bytes, into Kafka next to Kafka's own producer tool. */
@NullMarked
package io.trialstream.benchmarks.generator;

import org.jspecify.annotations.NullMarked;
