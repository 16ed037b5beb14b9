/** Avro in the Confluent wire format as Connect data, both ways: a converter for any connector. */
@NullMarked
package io.trialstream.connect.avro;

import org.jspecify.annotations.NullMarked;
