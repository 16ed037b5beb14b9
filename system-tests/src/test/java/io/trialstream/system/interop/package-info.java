/** What clients and registries that nobody here wrote make of our bytes, and we of theirs. */
@NullMarked
package io.trialstream.system.interop;

import org.jspecify.annotations.NullMarked;
