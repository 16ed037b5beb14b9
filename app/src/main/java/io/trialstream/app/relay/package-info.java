/** Carries facts into the raw topic, so that one log holds all that decides about an event. */
@NullMarked
package io.trialstream.app.relay;

import org.jspecify.annotations.NullMarked;
