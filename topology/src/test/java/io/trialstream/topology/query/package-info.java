/** Tests of what is told from outside. */
@NullMarked
package io.trialstream.topology.query;

import org.jspecify.annotations.NullMarked;
