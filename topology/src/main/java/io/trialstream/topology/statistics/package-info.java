/** Statistics of an A/B test as pure functions of exact sums: knows no Kafka, no Avro, no JSON and no clock. */
@NullMarked
package io.trialstream.topology.statistics;

import org.jspecify.annotations.NullMarked;
