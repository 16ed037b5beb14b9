package io.trialstream.benchmarks.layout;

/** How the family of ids is keyed, and what of it lies in the hot record. */
interface Ids {
    /** Reads its section of the hot record. */
    Directory read(In in);

    /** The section of one user, while an event is processed. */
    interface Directory {
        /** Adds an id that is not remembered. Returns false where it is. */
        boolean add(String user, Id id, long time);

        /** Deletes what is forgotten. */
        void expire(String user, long watermark);

        void write(Out out);
    }
}
