/** {@code trialstream stats}: the statistics package as a calculator, for cases from flags or from files. */
@NullMarked
package io.trialstream.app.stats;

import org.jspecify.annotations.NullMarked;
