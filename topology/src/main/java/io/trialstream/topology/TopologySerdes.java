package io.trialstream.topology;

import io.trialstream.schemas.Assignment;
import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.Control;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VariantWindow;
import org.apache.kafka.common.serialization.Serde;

/**
 * The value serdes of every topic the topology touches; each is thread-safe. Which class they are is configuration
 * ({@code registry.serde}).
 */
public record TopologySerdes(
        Serde<UserEvent> userEvent,
        Serde<Assignment> assignment,
        Serde<ExperimentDefinition> definition,
        Serde<Control> control,
        Serde<CleanEvent> cleanEvent,
        Serde<BotVerdict> botVerdict,
        Serde<Session> session,
        Serde<VariantWindow> variantWindow,
        Serde<Scorecard> scorecard) {}
