/** The store-layout experiment: the same state of the same users, kept in state stores in different ways. */
@NullMarked
package io.trialstream.benchmarks.layout;

import org.jspecify.annotations.NullMarked;
