/** What people see while they wait and when it is done: progress, tables. */
@NullMarked
package io.trialstream.app.terminal;

import org.jspecify.annotations.NullMarked;
