/** Tests of the process's policies. */
@NullMarked
package io.trialstream.app.run;

import org.jspecify.annotations.NullMarked;
