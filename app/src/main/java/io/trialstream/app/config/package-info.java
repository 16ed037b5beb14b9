/** One configuration system: every key with type, default and a sentence; file, environment and flags laid over each other. */
@NullMarked
package io.trialstream.app.config;

import org.jspecify.annotations.NullMarked;
