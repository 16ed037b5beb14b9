/** Other people's events from files into the raw topic: CSV, JSON lines, access logs; nothing is dropped in silence. */
@NullMarked
package io.trialstream.app.load;

import org.jspecify.annotations.NullMarked;
