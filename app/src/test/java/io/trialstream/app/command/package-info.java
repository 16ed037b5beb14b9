/** Tests of the commands. */
@NullMarked
package io.trialstream.app.command;

import org.jspecify.annotations.NullMarked;
