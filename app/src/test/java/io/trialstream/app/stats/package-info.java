/** Tests of the calculator: its contract, its complaints, and published figures through it. */
@NullMarked
package io.trialstream.app.stats;

import org.jspecify.annotations.NullMarked;
