package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/** 60 to 100 acts with one gap of 2 to 8 s between them, each at most a thousandth of the gap after its beat. */
final class MetronomeBot implements Bot {
    @Override
    public void act(BotClient client, Rng rng) {
        int acts = rng.between(60, 100);
        int gap = rng.between(2_000, 8_000);
        int start = rng.below(60_000);
        for (int i = 0; i < acts; i++) {
            client.at(start + i * gap + rng.between(0, gap / 1_000));
            client.browse();
            client.pause(300);
            if (rng.below(3) == 0) {
                client.showAd();
            }
        }
    }
}
