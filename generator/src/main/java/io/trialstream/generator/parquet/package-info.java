/** Tables of text and whole numbers as Parquet files, without Hadoop: written row by row, read row by row. */
@NullMarked
package io.trialstream.generator.parquet;

import org.jspecify.annotations.NullMarked;
