package io.trialstream.app.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What part of a list is wanted: {@code limit} and {@code cursor}.
 *
 * @param limit 1 to {@link #LIMIT_MAX}
 * @param after key of the last item of the page before; null to begin
 */
record Page(int limit, @Nullable String after) {
    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 1_000;

    /** A page's items and the cursor of the next; null where there is none. */
    record Items<T>(List<T> items, @Nullable String next) {}

    /** @throws Problem 400 where a parameter is malformed */
    static Page of(@Nullable String limit, @Nullable String cursor) {
        return new Page(limit == null ? LIMIT_DEFAULT : parseLimit(limit), cursor == null ? null : decode(cursor));
    }

    /** @param found the items from here on, one more than {@code limit} where there are as many */
    <T> Items<T> cut(List<T> found, Function<T, String> key) {
        if (found.size() <= limit) {
            return new Items<>(found, null);
        }
        List<T> items = found.subList(0, limit);
        return new Items<>(items, encode(key.apply(items.get(limit - 1))));
    }

    private static int parseLimit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw Problem.badRequest("limit: expected a whole number from 1 to " + LIMIT_MAX + ", found '" + text + "'");
    }

    private static String encode(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("cursor: expected what an answer gave as nextCursor, found '" + cursor + "'");
        }
    }
}
