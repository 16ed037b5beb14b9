package io.trialstream.app.load;

import io.trialstream.schemas.UserEvent;
import java.nio.charset.StandardCharsets;

/** Rows for tests. */
final class Rows {
    private Rows() {}

    static Row of(String text) {
        return new Row(1, text.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'});
    }

    static UserEvent parse(RowParser parser, String text) {
        try {
            return parser.parse(of(text));
        } catch (RejectedRowException e) {
            throw new AssertionError(e.reason().id() + ": " + e.detail(), e);
        }
    }

    /** Reason and detail of a rejection. */
    static String rejection(RowParser parser, byte[] bytes) {
        try {
            throw new AssertionError("accepted: " + parser.parse(new Row(1, bytes, new byte[0])));
        } catch (RejectedRowException e) {
            return e.reason().id() + ": " + e.detail();
        }
    }

    static String rejection(RowParser parser, String text) {
        return rejection(parser, text.getBytes(StandardCharsets.UTF_8));
    }
}
