/** A record as one line of JSON, and the moment it belongs to. */
@NullMarked
package io.trialstream.connect.s3.line;

import org.jspecify.annotations.NullMarked;
