package io.trialstream.app.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The page at {@code /} and the files it is made of. They are a fixed list, read from the jars once at the start: no path that a
 * client sends is ever looked up anywhere but in that list.
 */
final class Dashboard {
    /** What a browser is told with every answer, also with those that are not the page. */
    static final Map<String, String> SECURITY_HEADERS = Map.of(
            // Nothing from elsewhere, nothing inline, no frame around it. Styles that scripts set through the CSSOM are
            // not inline.
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private static final String OWN = "/io/trialstream/app/dashboard/";
    private static final String WEB_JARS = "/META-INF/resources/";
    private static final String UPLOT = "webjars/uplot/1.6.30/dist/";

    /** May be kept, but is asked for again: it can change with the next release. */
    private static final String REVALIDATED = "no-cache";

    /** A library's file has its version in its path, and never changes. */
    private static final String KEPT = "public, max-age=31536000, immutable";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private static final List<String> OWN_FILES = List.of(
            "dashboard.css",
            "icon.svg",
            "accounting.js",
            "api.js",
            "arms.js",
            "chart.js",
            "dom.js",
            "effect.js",
            "format.js",
            "header.js",
            "main.js",
            "stream.js",
            "trust.js",
            "windows.js");
    private static final List<String> UPLOT_FILES = List.of("uPlot.esm.js", "uPlot.min.css");

    private final Asset page = Asset.read("/", OWN + "index.html", REVALIDATED);
    private final List<Asset> files = Stream.concat(
                    OWN_FILES.stream().map(name -> Asset.read("/dashboard/" + name, OWN + name, REVALIDATED)),
                    UPLOT_FILES.stream().map(name -> Asset.read("/" + UPLOT + name, WEB_JARS + UPLOT + name, KEPT)))
            .toList();

    /** The page itself. */
    Asset page() {
        return page;
    }

    /** What the page is made of beside itself. */
    List<Asset> files() {
        return files;
    }

    /**
     * A file as it is served.
     *
     * @param path by which it is asked for
     * @param type its media type
     * @param cacheControl whether a browser may keep it
     * @param etag changes when the content does; in quotes
     */
    record Asset(String path, String type, String cacheControl, String etag, byte[] content) {
        static Asset read(String path, String resource, String cacheControl) {
            try (InputStream in = Dashboard.class.getResourceAsStream(resource)) {
                byte[] content = Objects.requireNonNull(in, resource + " is in no jar on the class path")
                        .readAllBytes();
                String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
                return new Asset(path, Objects.requireNonNull(type, resource), cacheControl, etag(content), content);
            } catch (IOException e) {
                throw new UncheckedIOException(resource, e);
            }
        }

        private static String etag(byte[] content) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
                return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        void serve(Context context) {
            context.header("Cache-Control", cacheControl).header("ETag", etag);
            if (etag.equals(context.header("If-None-Match"))) {
                context.status(HttpStatus.NOT_MODIFIED_304);
            } else {
                context.res().setContentLength(content.length);
                context.contentType(type).result(content);
            }
        }
    }
}
