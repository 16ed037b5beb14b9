/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.clock;

import org.jspecify.annotations.NullMarked;
