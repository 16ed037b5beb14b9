/** What the serde costs, beside Avro alone. */
@NullMarked
package io.trialstream.benchmarks.serde;

import org.jspecify.annotations.NullMarked;
