/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.aggregate;

import org.jspecify.annotations.NullMarked;
