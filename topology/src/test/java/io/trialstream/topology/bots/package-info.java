/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.bots;

import org.jspecify.annotations.NullMarked;
