package io.trialstream.app.load;

import io.trialstream.schemas.UserEvent;

/** Makes an event of a row. */
interface RowParser {
    /** @throws RejectedRowException where the row is no event */
    UserEvent parse(Row row) throws RejectedRowException;
}
