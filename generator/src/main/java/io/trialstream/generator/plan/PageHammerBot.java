package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/** 60 to 85 page views within 5 s, more than 30 ms apart; some slow acts before them. */
final class PageHammerBot implements Bot {
    private static final int HAMMERING_MS = 5_000;

    @Override
    public void act(BotClient client, Rng rng) {
        int slow = rng.between(3, 8);
        for (int i = 0; i < slow; i++) {
            client.at(i * 5_000 + rng.below(2_000));
            client.browse();
        }
        int start = rng.between(60_000, 840_000);
        int views = rng.between(60, 85);
        double step = (double) HAMMERING_MS / views;
        for (int i = 0; i < views; i++) {
            client.at(start + (int) (i * step) + rng.below((int) (step * .4)));
            client.viewPage();
        }
        client.pause(20);
        client.showAd();
    }
}
