/** Stage 6: which arm a unit is in at a moment, and why not. */
@NullMarked
package io.trialstream.topology.assignment;

import org.jspecify.annotations.NullMarked;
