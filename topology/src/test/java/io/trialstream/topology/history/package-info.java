/** Random histories through the topology, against the oracle. */
@NullMarked
package io.trialstream.topology.history;

import org.jspecify.annotations.NullMarked;
