/** Tests of what is read back. */
@NullMarked
package io.trialstream.app.archive;

import org.jspecify.annotations.NullMarked;
