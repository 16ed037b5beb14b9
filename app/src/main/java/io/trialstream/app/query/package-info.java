/** Questions to the state stores of the running application, and where they can be answered. */
@NullMarked
package io.trialstream.app.query;

import org.jspecify.annotations.NullMarked;
