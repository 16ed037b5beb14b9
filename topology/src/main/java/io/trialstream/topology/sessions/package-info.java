/** Stage 5: sessions by inactivity. */
@NullMarked
package io.trialstream.topology.sessions;

import org.jspecify.annotations.NullMarked;
