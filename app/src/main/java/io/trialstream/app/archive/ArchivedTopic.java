package io.trialstream.app.archive;

/**
 * What the archive holds of one topic.
 *
 * @param objects how many objects
 * @param tally the records in them
 */
public record ArchivedTopic(int objects, Tally tally) {
    /** Nothing. */
    public static final ArchivedTopic NONE = new ArchivedTopic(0, Tally.NONE);

    ArchivedTopic plus(Tally object) {
        return new ArchivedTopic(objects + 1, tally.plus(object));
    }
}
