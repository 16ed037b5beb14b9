/** Tests of the generator. */
@NullMarked
package io.trialstream.generator;

import org.jspecify.annotations.NullMarked;
