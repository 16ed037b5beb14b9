/** {@code trialstream generate report}: counts over the files of a bulk run, and the page that shows them. */
@NullMarked
package io.trialstream.app.report;

import org.jspecify.annotations.NullMarked;
