/** Real processes, started and ended. */
@NullMarked
package io.trialstream.platform;

import org.jspecify.annotations.NullMarked;
