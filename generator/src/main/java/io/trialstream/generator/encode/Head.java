package io.trialstream.generator.encode;

import io.trialstream.generator.model.EventType;

/** The members of an event that every event has. Filled anew for each event; not thread-safe. */
final class Head {
    /** The event id, a UUID; where it is missing {@link #hasId} is false. */
    long idHigh;

    long idLow;
    boolean hasId;

    /** What happens; where its name is missing {@link #hasName} is false. */
    EventType type = EventType.VIEW_PAGE;

    boolean hasName;

    /** The ids as UTF-8; an empty one is absent. */
    final Out userId = new Out(64);

    final Out anonymousId = new Out(64);

    /** The client's session: 16 hexadecimal digits. */
    long session;

    /** Event time, ms since the epoch. */
    long timestamp;
}
