/** The plan of a day: who does what when, and how it is delivered. */
@NullMarked
package io.trialstream.generator.plan;

import org.jspecify.annotations.NullMarked;
