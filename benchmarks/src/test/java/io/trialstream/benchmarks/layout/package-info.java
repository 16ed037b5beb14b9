/** That the layouts compute the same, and what they say they do. */
@NullMarked
package io.trialstream.benchmarks.layout;

import org.jspecify.annotations.NullMarked;
