/** Tests of what {@code generate} needs. */
@NullMarked
package io.trialstream.app.command.generate;

import org.jspecify.annotations.NullMarked;
