/** Tests of the configuration. */
@NullMarked
package io.trialstream.app.config;

import org.jspecify.annotations.NullMarked;
