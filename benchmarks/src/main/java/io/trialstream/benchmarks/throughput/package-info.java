/** Events a second and CPU an event of the whole topology, next to another engine on the same events. */
@NullMarked
package io.trialstream.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;
