/** {@code ./trialstream}: the command line and what all commands share. */
@NullMarked
package io.trialstream.app;

import org.jspecify.annotations.NullMarked;
