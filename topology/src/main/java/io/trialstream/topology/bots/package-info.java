/** Stage 4: verdicts on units, each with a reason and evidence. */
@NullMarked
package io.trialstream.topology.bots;

import org.jspecify.annotations.NullMarked;
