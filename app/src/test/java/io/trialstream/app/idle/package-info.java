/** Tests of rulings. */
@NullMarked
package io.trialstream.app.idle;

import org.jspecify.annotations.NullMarked;
