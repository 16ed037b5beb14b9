/** Hand-computed cases for every section of the semantics, and what must hold in any history. */
@NullMarked
package io.trialstream.oracle;

import org.jspecify.annotations.NullMarked;
