/** The commands that act on a running system or show what it knows: thin fronts over its topics and its HTTP interface. */
@NullMarked
package io.trialstream.app.command;

import org.jspecify.annotations.NullMarked;
