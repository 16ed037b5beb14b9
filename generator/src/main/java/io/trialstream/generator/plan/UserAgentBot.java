package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/** 10 to 60 acts, half a second to ten seconds apart. Its user agent is a crawler's or a headless client's. */
final class UserAgentBot implements Bot {
    @Override
    public void act(BotClient client, Rng rng) {
        int acts = rng.between(10, 60);
        client.at(rng.below(120_000));
        for (int i = 0; i < acts; i++) {
            client.browse();
            client.pause(100);
            if (rng.below(3) == 0) {
                client.showAd();
            }
            client.pause(rng.between(400, 9_900));
        }
    }
}
