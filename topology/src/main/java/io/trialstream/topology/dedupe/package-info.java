/** Stages 2 and 3: lateness and duplicates. */
@NullMarked
package io.trialstream.topology.dedupe;

import org.jspecify.annotations.NullMarked;
