/** {@code generate}: what its subcommands need. */
@NullMarked
package io.trialstream.app.command.generate;

import org.jspecify.annotations.NullMarked;
