/** Tests of the generator. */
@NullMarked
package io.trialstream.generator.stream;

import org.jspecify.annotations.NullMarked;
