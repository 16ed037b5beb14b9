package io.trialstream.generator.plan;

import io.trialstream.generator.model.Archetype;
import io.trialstream.generator.model.EventType;
import java.util.Set;

/**
 * Tells which event proves a bot, by the rules of docs/semantics.md §6: what comes before it was kept for a while, and a
 * first exposure among that stands. Follows one bot's events at a time, which must come in order.
 */
public final class BotProof {
    private static final int ACTS_A_MINUTE = 300;
    private static final int SHORT_GAPS = 10;
    private static final int SHORT_GAP_MS = 10;
    private static final int MINUTE_MS = 60_000;

    /** The archetypes whose rules docs/semantics.md has: the one place to change when it gets another. */
    private static final Set<Archetype> PROVABLE =
            Set.of(Archetype.VOLUME, Archetype.BURST_INTERVAL, Archetype.USER_AGENT);

    private boolean proven;
    private long minute;
    private int actsInMinute;
    private int shortGaps;
    private long lastAct;

    /** Whether bots of an archetype are proven in the end; if not they are taken for people, and all they do is kept. */
    public static boolean proves(Archetype archetype) {
        return PROVABLE.contains(archetype);
    }

    /** The next bot, of an archetype that is {@link #proves proven}. */
    public void begin() {
        proven = false;
        minute = Long.MIN_VALUE;
        actsInMinute = 0;
        shortGaps = 0;
        lastAct = Long.MIN_VALUE;
    }

    /** Takes the bot's next event; says whether it, or one before, proves. */
    public boolean provenBy(Archetype archetype, EventType type, long time) {
        if (archetype == Archetype.USER_AGENT) {
            proven = true;
        } else if (type != EventType.AD_IMPRESSION) {
            act(time);
        }
        return proven;
    }

    private void act(long time) {
        long itsMinute = Math.floorDiv(time, MINUTE_MS);
        actsInMinute = itsMinute == minute ? actsInMinute + 1 : 1;
        minute = itsMinute;
        if (lastAct != Long.MIN_VALUE && time - lastAct < SHORT_GAP_MS) {
            shortGaps++;
        }
        lastAct = time;
        proven |= actsInMinute > ACTS_A_MINUTE || shortGaps >= SHORT_GAPS;
    }
}
