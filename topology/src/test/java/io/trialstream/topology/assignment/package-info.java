/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.assignment;

import org.jspecify.annotations.NullMarked;
