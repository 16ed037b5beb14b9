package io.trialstream.app.load;

import io.trialstream.schemas.UserEvent;

/** Where a load's events go. */
interface EventSender {
    /**
     * Sends an event; may return before it is acknowledged.
     *
     * @throws RejectedRowException where the event is larger than a broker takes
     */
    void send(UserEvent event) throws RejectedRowException;

    /** Waits until all that was sent is acknowledged. */
    void flush();
}
