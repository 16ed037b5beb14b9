/** Tests of facts and markers. */
@NullMarked
package io.trialstream.app.relay;

import org.jspecify.annotations.NullMarked;
