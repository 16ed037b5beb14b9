/** What the benchmarks share: a process's CPU and memory, a topic's bytes, waiting for a group's commits. */
@NullMarked
package io.trialstream.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
