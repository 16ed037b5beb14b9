/** The converter against Avro's own encoder and decoder. */
@NullMarked
package io.trialstream.connect.avro;

import org.jspecify.annotations.NullMarked;
