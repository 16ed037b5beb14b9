/**
 * What the simulated service offers and to whom: recipes, users and their profiles, made from a seed or read from
 * Parquet tables (docs/metadata.md).
 */
@NullMarked
package io.trialstream.generator.catalogue;

import org.jspecify.annotations.NullMarked;
