/** What the S3 sink has written, read back with a client of its own and held against the topics. */
@NullMarked
package io.trialstream.app.archive;

import org.jspecify.annotations.NullMarked;
