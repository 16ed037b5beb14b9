/** Tests of the command line. */
@NullMarked
package io.trialstream.app;

import org.jspecify.annotations.NullMarked;
