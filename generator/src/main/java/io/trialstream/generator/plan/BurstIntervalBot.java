package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/** Three to five bursts of 12 to 20 acts 2 to 8 ms apart, half a minute or more from one to the next. */
final class BurstIntervalBot implements Bot {
    @Override
    public void act(BotClient client, Rng rng) {
        int bursts = rng.between(3, 5);
        client.at(rng.below(240_000));
        for (int b = 0; b < bursts; b++) {
            int acts = rng.between(12, 20);
            for (int i = 0; i < acts; i++) {
                client.browse();
                client.pause(rng.between(2, 8));
            }
            client.showAd();
            client.pause(rng.between(30_000, 90_000));
        }
    }
}
