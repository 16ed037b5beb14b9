/** Rulings on silent partitions: who is silent, and which event time they adopt. */
@NullMarked
package io.trialstream.app.idle;

import org.jspecify.annotations.NullMarked;
