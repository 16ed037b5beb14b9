/** Stage 7, second half: the partitions' sums put together, finals when all have closed. */
@NullMarked
package io.trialstream.topology.merge;

import org.jspecify.annotations.NullMarked;
