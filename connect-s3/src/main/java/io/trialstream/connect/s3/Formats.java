package io.trialstream.connect.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** What single values look like; each says what was expected. */
final class Formats {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern FIELD_PATH = Pattern.compile("|[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z_][A-Za-z0-9_-]*)*");
    private static final Pattern PREFIX = Pattern.compile("|[A-Za-z0-9!_.*'()=-]+(/[A-Za-z0-9!_.*'()=-]+)*");
    private static final int PREFIX_CHARS_MAX = 512;

    private Formats() {}

    static void bucket(String key, Object value) {
        String bucket = (String) value;
        if (bucket == null
                || !BUCKET.matcher(bucket).matches()
                || bucket.contains("..")
                || ADDRESS.matcher(bucket).matches()) {
            throw new ConfigException(
                    key,
                    value,
                    "expected a bucket's name: 3 to 63 small letters, digits, hyphens and single dots, with a letter or"
                            + " digit at its ends, and no address");
        }
    }

    static void endpoint(String key, Object value) {
        String endpoint = (String) value;
        if (endpoint.isEmpty()) {
            return;
        }
        try {
            URI uri = new URI(endpoint);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getQuery() == null && uri.getFragment() == null && uri.getUserInfo() == null;
            if (http && uri.getHost() != null && bare && (uri.getPath().isEmpty() || "/".equals(uri.getPath()))) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below, as for every other text that is no such address.
        }
        throw new ConfigException(key, value, "expected http://host[:port] or https://host[:port], or nothing for AWS");
    }

    static void region(String key, Object value) {
        if (!REGION.matcher((String) value).matches()) {
            throw new ConfigException(key, value, "expected a region, as eu-central-1");
        }
    }

    static void prefix(String key, Object value) {
        String prefix = (String) value;
        if (!PREFIX.matcher(prefix).matches() || prefix.length() > PREFIX_CHARS_MAX) {
            throw new ConfigException(
                    key,
                    value,
                    "expected names joined by single slashes, without a slash at the ends, of letters, digits and"
                            + " !_.*'()=-, at most " + PREFIX_CHARS_MAX + " characters");
        }
    }

    static void fieldPath(String key, Object value) {
        if (!FIELD_PATH.matcher((String) value).matches()) {
            throw new ConfigException(
                    key, value, "expected a field's name, or names joined by dots, as event.timestamp");
        }
    }

    static void zone(String key, Object value) {
        try {
            ZoneId.of((String) value);
        } catch (DateTimeException e) {
            throw new ConfigException(
                    key, value, "expected a time zone, as Asia/Seoul or UTC" + suggestion((String) value));
        }
    }

    /** Zones that bear the same city in another spelling. */
    private static String suggestion(String zone) {
        String city = zone.substring(zone.lastIndexOf('/') + 1)
                .strip()
                .replace(' ', '_')
                .toLowerCase(Locale.ROOT);
        return ZoneId.getAvailableZoneIds().stream()
                .filter(id -> !city.isEmpty()
                        && id.substring(id.lastIndexOf('/') + 1)
                                .toLowerCase(Locale.ROOT)
                                .equals(city))
                .min(Comparator.comparing(String::length).reversed())
                .map(id -> "; did you mean " + id + "?")
                .orElse("");
    }
}
