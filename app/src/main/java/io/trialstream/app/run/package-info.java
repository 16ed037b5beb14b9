/** The stream processor as a process: checks at start, Streams with its policies, orderly shutdown. */
@NullMarked
package io.trialstream.app.run;

import org.jspecify.annotations.NullMarked;
