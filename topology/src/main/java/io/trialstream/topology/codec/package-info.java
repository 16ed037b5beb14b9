/** Compact binary reading and writing, shared by all state sections. */
@NullMarked
package io.trialstream.topology.codec;

import org.jspecify.annotations.NullMarked;
