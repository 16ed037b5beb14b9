package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/** 110 to 160 page views, 1.5 to 5 s apart; advertisements appear, nothing is clicked. */
final class NoInteractionBot implements Bot {
    @Override
    public void act(BotClient client, Rng rng) {
        int views = rng.between(110, 160);
        client.at(rng.below(60_000));
        for (int i = 0; i < views; i++) {
            client.viewPage();
            client.pause(300);
            if (rng.below(2) == 0) {
                client.showAd();
            }
            client.pause(rng.between(1_200, 4_700));
        }
    }
}
