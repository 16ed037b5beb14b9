/** Stage 8: statistics and trust checks over the merged sums. */
@NullMarked
package io.trialstream.topology.scorecard;

import org.jspecify.annotations.NullMarked;
