package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/**
 * A page, then 20 to 40 clicks, 3 to 20 s apart, on advertisements and recipes that were never shown to it. The event
 * writer sends every other event by a clock that is far behind, so that time runs backwards.
 */
final class CausalityBot implements Bot {
    @Override
    public void act(BotClient client, Rng rng) {
        int clicks = rng.between(20, 40);
        client.at(rng.below(60_000));
        client.viewPage();
        for (int i = 0; i < clicks; i++) {
            client.pause(rng.between(3_000, 20_000));
            if (i % 2 == 0) {
                client.clickUnseenAd();
            } else {
                client.clickUnseenRecipe();
            }
        }
    }
}
