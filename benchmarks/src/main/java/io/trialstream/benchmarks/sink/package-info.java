/** The S3 sink's task next to the AWS SDK alone, writing the same objects. */
@NullMarked
package io.trialstream.benchmarks.sink;

import org.jspecify.annotations.NullMarked;
