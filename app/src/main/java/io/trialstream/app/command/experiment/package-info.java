/** Experiment definition files: read, checked, and merged into what is applied already. */
@NullMarked
package io.trialstream.app.command.experiment;

import org.jspecify.annotations.NullMarked;
