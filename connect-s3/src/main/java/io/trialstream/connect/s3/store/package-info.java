/** The S3 store: writing objects in parallel, and telling what will pass from what will not. */
@NullMarked
package io.trialstream.connect.s3.store;

import org.jspecify.annotations.NullMarked;
