/** Tests of what a replay works out without a broker. */
@NullMarked
package io.trialstream.app.replay;

import org.jspecify.annotations.NullMarked;
