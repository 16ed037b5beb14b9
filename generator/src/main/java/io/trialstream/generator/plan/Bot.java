package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Archetype;

/**
 * How bots of one archetype act. Each trips the rule of DESIGN §4.4 that it is named after and no other; a stealthy one
 * trips none. What they show beside their acts (user agent, device, place, clock) is the event writer's part. Stateless.
 */
interface Bot {
    /** Does all that one bot does, by a client whose clock stands at the start of the bot's interval. */
    void act(BotClient client, Rng rng);

    /** The bots of an archetype. */
    static Bot of(Archetype archetype) {
        return switch (archetype) {
            case VOLUME -> new VolumeBot();
            case BURST_INTERVAL -> new BurstIntervalBot();
            case USER_AGENT -> new UserAgentBot();
            case NO_INTERACTION -> new NoInteractionBot();
            case METRONOME -> new MetronomeBot();
            case SAME_COORDINATES -> new SameCoordinatesBot();
            case PAGE_HAMMER -> new PageHammerBot();
            case IMPOSSIBLE_TRAVEL -> new ImpossibleTravelBot();
            case SHARED_DEVICE -> new SharedDeviceBot();
            case CAUSALITY -> new CausalityBot();
            case STEALTHY -> new StealthyBot();
        };
    }
}
