/** What decides the events: the population's behaviour, its experiments, its faults and its bots. Data, and no more. */
@NullMarked
package io.trialstream.generator.model;

import org.jspecify.annotations.NullMarked;
