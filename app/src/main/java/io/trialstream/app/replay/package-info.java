/** The raw topic once more, beside the live application: into topics and state of its own, and what came out differently. */
@NullMarked
package io.trialstream.app.replay;

import org.jspecify.annotations.NullMarked;
