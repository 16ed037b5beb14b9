package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/**
 * 120 to 200 acts, 0.7 to 4.2 s apart and unevenly, so fewer than 90 a minute. Most pages show an advertisement and two
 * of three of these are clicked: no rule is tripped, but the click rate is spoiled.
 */
final class StealthyBot implements Bot {
    private static final int LEAST_GAP_MS = 700;
    private static final int GAP_RANGE_MS = 3_500;

    @Override
    public void act(BotClient client, Rng rng) {
        int acts = rng.between(120, 200);
        client.at(rng.below(30_000));
        boolean clicks = false;
        for (int i = 0; i < acts; i++) {
            if (clicks) {
                client.clickAd();
            } else {
                client.browse();
            }
            int shownAfter = rng.between(200, 600);
            client.pause(shownAfter);
            clicks = !clicks && client.showAd() && rng.below(3) > 0;
            double draw = rng.unit();
            client.pause(LEAST_GAP_MS - shownAfter + (int) (GAP_RANGE_MS * draw * draw));
        }
    }
}
