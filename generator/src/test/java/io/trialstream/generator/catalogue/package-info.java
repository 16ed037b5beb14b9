@NullMarked
package io.trialstream.generator.catalogue;

import org.jspecify.annotations.NullMarked;
