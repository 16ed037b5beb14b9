package io.trialstream.app.http;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** What the server refuses before any handler sees it (a malformed URI, headers too large) is told like all other errors. */
final class ProblemErrorHandler extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object message = request.getAttribute(ERROR_MESSAGE);
        String detail = message == null ? HttpStatus.getMessage(status) : message.toString();
        String path = request.getHttpURI().getPath();
        byte[] body = Problem.of(status, detail)
                .json(path == null ? "" : path)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        Dashboard.SECURITY_HEADERS.forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        response.write(true, BufferUtil.toBuffer(body), callback);
        return true;
    }
}
