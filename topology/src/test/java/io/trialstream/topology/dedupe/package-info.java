/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.dedupe;

import org.jspecify.annotations.NullMarked;
