/** Read views over the state stores: what may be asked from outside. */
@NullMarked
package io.trialstream.topology.query;

import org.jspecify.annotations.NullMarked;
