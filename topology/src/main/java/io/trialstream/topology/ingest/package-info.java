/** Stage 1: decode, check, quarantine. */
@NullMarked
package io.trialstream.topology.ingest;

import org.jspecify.annotations.NullMarked;
