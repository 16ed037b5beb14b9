/** Everything that can be set, typed and checked, with the defaults of the contracts. */
@NullMarked
package io.trialstream.topology.settings;

import org.jspecify.annotations.NullMarked;
