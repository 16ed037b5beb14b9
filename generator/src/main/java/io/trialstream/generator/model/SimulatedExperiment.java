package io.trialstream.generator.model;

import io.trialstream.schemas.ExperimentDefinition;

/**
 * An experiment that runs on the simulated users.
 *
 * @param definition as its topic carries it
 * @param effects what it does
 */
public record SimulatedExperiment(ExperimentDefinition definition, Effects effects) {}
