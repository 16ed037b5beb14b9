package io.trialstream.app.load;

import org.jspecify.annotations.Nullable;

/** The fields of one row by name. */
interface Columns {
    /** The field's text; null where it is absent or empty. */
    @Nullable
    String get(String column);
}
