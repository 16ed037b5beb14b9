package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;

/** 2 to 5 acts, 3 to 30 s apart. The event writer gives all of its {@link DeviceGroup} one device. */
final class SharedDeviceBot implements Bot {
    @Override
    public void act(BotClient client, Rng rng) {
        int acts = rng.between(2, 5);
        client.at(rng.below(600_000));
        for (int i = 0; i < acts; i++) {
            client.browse();
            client.pause(1_000);
            if (rng.below(3) == 0) {
                client.showAd();
            }
            client.pause(rng.between(2_000, 29_000));
        }
    }
}
