/**
 * The batch oracle: from all records of a raw topic to what the topology must say of them, written from
 * {@code docs/semantics.md} alone. It keeps plain lists and counts them again whenever something is asked;
 * slow on purpose, so that it shares neither a line nor an idea with the stream processor it judges.
 */
@NullMarked
package io.trialstream.oracle;

import org.jspecify.annotations.NullMarked;
