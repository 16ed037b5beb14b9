/** Tests of the statistics: against published figures, brute force over raw data, algebra, and simulation. */
@NullMarked
package io.trialstream.topology.statistics;

import org.jspecify.annotations.NullMarked;
