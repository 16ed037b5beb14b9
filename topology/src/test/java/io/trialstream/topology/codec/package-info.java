/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.codec;

import org.jspecify.annotations.NullMarked;
