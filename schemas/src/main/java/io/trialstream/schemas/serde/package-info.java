/**
 * Avro in the Confluent wire format over the Confluent REST API of any schema registry: bytes that every Confluent
 * client reads, and the JSON form of the same records.
 */
@NullMarked
package io.trialstream.schemas.serde;

import org.jspecify.annotations.NullMarked;
