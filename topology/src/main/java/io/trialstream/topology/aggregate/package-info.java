/** Stage 7, first half: what a unit contributes, and the partition's sums of it. */
@NullMarked
package io.trialstream.topology.aggregate;

import org.jspecify.annotations.NullMarked;
