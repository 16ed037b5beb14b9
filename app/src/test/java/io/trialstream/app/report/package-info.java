/** Tests of the report: counts by hand, and the page's text. What a browser makes of it: system-tests, ReportIT. */
@NullMarked
package io.trialstream.app.report;

import org.jspecify.annotations.NullMarked;
