package io.trialstream.app.load;

import io.trialstream.app.load.RejectedRowException.Reason;
import io.trialstream.schemas.UserEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The common and the combined log format of web servers.
 *
 * <p>Of {@code GET /a/b.html?x=1 HTTP/1.1} the property {@code path} is {@code /a/b.html} and {@code query} is
 * {@code x=1}; the path alone decides whether the request loads an asset, and is the page. Fields are taken as they
 * stand in the file, server escapes such as {@code \"} included; {@code -} is an absent value. A common log has no agent:
 * it counts as {@code -}. The server's user name is left out: an event's unit is the anonymous id.
 *
 * <p>Not thread-safe.
 */
final class AccessLogParser implements RowParser {
    // Possessive throughout: a hostile line costs no backtracking and no stack.
    private static final String QUOTED = "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"";
    private static final Pattern LINE = Pattern.compile("(\\S++) \\S++ .*?\\[([^\\]]++)\\] " + QUOTED
            + " (\\d{3}) (\\d++|-)(?: " + QUOTED + " " + QUOTED + ")?+\\s*+");
    private static final Pattern REQUEST = Pattern.compile("([A-Z-]++) (\\S++)(?: HTTP/[\\d.]++)?+");
    private static final Pattern AUTHORITY = Pattern.compile("^[a-z][a-z0-9+.-]*+://[^/?]*+");
    private static final Pattern ASSET = Pattern.compile(".*\\.(?:css|js|png|jpg|gif|ico|svg|woff|woff2)");
    private static final String ABSENT = "-";
    private static final int ID_BYTES = 8;

    private final TimestampFormat times = TimestampFormat.pattern("dd/MMM/yyyy:HH:mm:ss Z", ZoneOffset.UTC);
    private final LineIds ids;
    private final MessageDigest md5;

    AccessLogParser(LineIds ids) {
        this.ids = ids;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public UserEvent parse(Row row) throws RejectedRowException {
        Matcher line = LINE.matcher(row.text());
        if (!line.matches()) {
            throw new RejectedRowException(
                    Reason.MALFORMED_LINE,
                    "expected host identity user [time] \"request\" status bytes, and for the combined format"
                            + " \"referrer\" \"agent\"");
        }
        Matcher request = REQUEST.matcher(line.group(3));
        if (!request.matches()) {
            throw new RejectedRowException(
                    Reason.MALFORMED_REQUEST, "expected METHOD TARGET HTTP/VERSION, found \"" + line.group(3) + "\"");
        }
        String host = line.group(1);
        @Nullable String agent = line.group(7);
        Instant timestamp = times.parse(line.group(2));
        Map<String, String> properties = target(request.group(2));
        properties.put("method", request.group(1));
        properties.put("status", line.group(4));
        put(properties, "bytes", line.group(5));
        put(properties, "referrer", line.group(6));
        Map<String, String> context = new HashMap<>();
        put(context, "ip", host);
        put(context, "user_agent", agent);
        boolean asset = ASSET.matcher(properties.get("path")).matches();
        return new UserEvent(
                ids.next(row),
                asset ? "load_asset" : "view_page",
                null,
                anonymousId(host, agent == null ? ABSENT : agent),
                null,
                timestamp,
                context,
                properties);
    }

    /** Path and query of a request's target. */
    private static Map<String, String> target(String target) {
        String local = AUTHORITY.matcher(target).replaceFirst("");
        int question = local.indexOf('?');
        Map<String, String> properties = new HashMap<>();
        String path = question < 0 ? local : local.substring(0, question);
        properties.put("path", path.isEmpty() ? "/" : path);
        if (question >= 0) {
            properties.put("query", local.substring(question + 1));
        }
        return properties;
    }

    private static void put(Map<String, String> map, String key, @Nullable String value) {
        if (value != null && !value.isEmpty() && !value.equals(ABSENT)) {
            map.put(key, value);
        }
    }

    private String anonymousId(String host, String agent) {
        byte[] hash = md5.digest((host + "|" + agent).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    }
}
