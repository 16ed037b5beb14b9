/** The sink against a real S3 server, driven as a Connect worker drives it. */
@NullMarked
package io.trialstream.connect.s3;

import org.jspecify.annotations.NullMarked;
