/** A sink connector that writes Kafka records to S3 as JSON lines, in objects whose boundaries depend on the data alone. */
@NullMarked
package io.trialstream.connect.s3;

import org.jspecify.annotations.NullMarked;
