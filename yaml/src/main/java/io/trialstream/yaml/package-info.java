/** YAML files written by hand, read so that every complaint says file, line, key, what was expected and what was found. */
@NullMarked
package io.trialstream.yaml;

import org.jspecify.annotations.NullMarked;
