package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/**
 * 8 to 20 acts, 5 to 40 s apart, by turns in two sessions: the event writer puts the second one at a place too far from
 * the first for the whole interval.
 */
final class ImpossibleTravelBot implements Bot {
    /** The session that is elsewhere. */
    static final int AWAY = 1;

    @Override
    public void act(BotClient client, Rng rng) {
        int acts = rng.between(8, 20);
        client.at(rng.below(60_000));
        for (int i = 0; i < acts; i++) {
            client.useSession(i / 2 % 2 == 0 ? 0 : AWAY);
            client.browse();
            client.pause(1_000);
            if (rng.below(3) == 0) {
                client.showAd();
            }
            client.pause(rng.between(4_000, 39_000));
        }
    }
}
