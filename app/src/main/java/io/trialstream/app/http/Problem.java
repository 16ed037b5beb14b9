package io.trialstream.app.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** An error as it is answered (RFC 9457). */
final class Problem extends RuntimeException {
    static final String CONTENT_TYPE = "application/problem+json";

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;

    private Problem(int status, String detail, @Nullable Duration retryAfter) {
        super(detail);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    static Problem of(int status, String detail) {
        return new Problem(status, detail, null);
    }

    static Problem badRequest(String detail) {
        return of(HttpStatus.BAD_REQUEST_400, detail);
    }

    static Problem notFound(String detail) {
        return of(HttpStatus.NOT_FOUND_404, detail);
    }

    static Problem unavailable(String detail, Duration retryAfter) {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE_503, detail, retryAfter);
    }

    int status() {
        return status;
    }

    /** When asking again may help; null where it does not. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** @param path what was asked for */
    ObjectNode json(String path) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", HttpStatus.getMessage(status))
                .put("status", status)
                .put("detail", getMessage())
                .put("instance", path);
    }
}
