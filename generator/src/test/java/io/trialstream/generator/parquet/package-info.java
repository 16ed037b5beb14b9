@NullMarked
package io.trialstream.generator.parquet;

import org.jspecify.annotations.NullMarked;
