package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/** Looks at a list and clicks 25 to 50 of its recipes, 2 to 15 s apart. All clicks are on one point of the screen. */
final class SameCoordinatesBot implements Bot {
    @Override
    public void act(BotClient client, Rng rng) {
        int clicks = rng.between(25, 50);
        client.at(rng.below(60_000));
        client.search();
        client.pause(rng.between(2_000, 15_000));
        client.viewList();
        for (int i = 0; i < clicks; i++) {
            client.pause(rng.between(2_000, 15_000));
            client.clickRecipe();
        }
    }
}
