package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/**
 * Some slow acts, then 330 to 480 in one aligned minute, at least 90 ms apart; many pages show an advertisement and a
 * third of these are clicked, so that a missed bot would spoil the result.
 */
final class VolumeBot implements Bot {
    private static final int MINUTE_MS = 60_000;

    @Override
    public void act(BotClient client, Rng rng) {
        int slow = rng.between(10, 30);
        for (int i = 0; i < slow; i++) {
            client.at(i * 2_000 + rng.below(500));
            client.browse();
        }
        int minute = MINUTE_MS * rng.between(2, 13);
        int acts = rng.between(330, 480);
        double step = (double) MINUTE_MS / acts;
        boolean clicks = false;
        for (int i = 0; i < acts; i++) {
            client.at(minute + (int) (i * step) + rng.below((int) (step * .2)));
            if (clicks) {
                client.clickAd();
                clicks = false;
            } else {
                client.browse();
                client.pause(20);
                clicks = rng.below(3) == 0 && client.showAd() && rng.below(3) == 0;
            }
        }
    }
}
