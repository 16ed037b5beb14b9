/** The truth, counted from the plan. */
@NullMarked
package io.trialstream.generator.ledger;

import org.jspecify.annotations.NullMarked;
