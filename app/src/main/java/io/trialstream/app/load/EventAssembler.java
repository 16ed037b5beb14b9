package io.trialstream.app.load;

import io.trialstream.schemas.UserEvent;

/** Makes an event of a row's fields. */
interface EventAssembler {
    /** @throws RejectedRowException where a field that every event has is absent, or is not what it should be */
    UserEvent assemble(Row row, Columns columns) throws RejectedRowException;
}
