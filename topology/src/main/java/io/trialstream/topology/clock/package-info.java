/** Watermarks and the closing of windows, per partition. */
@NullMarked
package io.trialstream.topology.clock;

import org.jspecify.annotations.NullMarked;
