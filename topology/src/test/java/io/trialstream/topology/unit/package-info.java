/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.unit;

import org.jspecify.annotations.NullMarked;
