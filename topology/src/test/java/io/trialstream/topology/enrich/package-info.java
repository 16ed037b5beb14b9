/** Tests of the room of the same name. */
@NullMarked
package io.trialstream.topology.enrich;

import org.jspecify.annotations.NullMarked;
