/** Planned events as bytes: JSON lines and Avro. */
@NullMarked
package io.trialstream.generator.encode;

import org.jspecify.annotations.NullMarked;
