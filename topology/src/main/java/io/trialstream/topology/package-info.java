/** The flow as a Kafka Streams topology: nodes, stores, and what connects them. */
@NullMarked
package io.trialstream.topology;

import org.jspecify.annotations.NullMarked;
