/** Tests of the serde against a registry small enough to misbehave on demand. */
@NullMarked
package io.trialstream.schemas.serde;

import org.jspecify.annotations.NullMarked;
