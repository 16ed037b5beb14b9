/** What every room of the generator needs: random numbers, intervals, the error. */
@NullMarked
package io.trialstream.generator.base;

import org.jspecify.annotations.NullMarked;
