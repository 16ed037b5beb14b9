/** The one processor over the one user record: composes stages 1 to 7 in order. */
@NullMarked
package io.trialstream.topology.unit;

import org.jspecify.annotations.NullMarked;
