/** The topology as a whole: its shape, and what may depend on what. */
@NullMarked
package io.trialstream.topology;

import org.jspecify.annotations.NullMarked;
