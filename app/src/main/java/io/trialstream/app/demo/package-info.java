/** The whole system on this machine, from an empty folder to a scorecard that is checked against the truth. */
@NullMarked
package io.trialstream.app.demo;

import org.jspecify.annotations.NullMarked;
