package io.trialstream.topology.enrich;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Browser, operating system and device class by the ua-parser project's patterns, remembered for the agents seen last. Thread-safe.
 */
public final class UserAgents {
    /** Distinct agents remembered; a parse costs hundreds of microseconds. */
    private static final int CACHE_SIZE = 50_000;

    /** Longer agents are cut: patterns take time with length, and nothing of interest stands behind. */
    private static final int MAX_LENGTH = 512;

    /**
     * Clients that say that no person is behind them, where the parser's list has no device for them: they name their kind, a tool, or
     * an address to complain to, which no browser does.
     */
    private static final Pattern MACHINE = Pattern.compile(
            "(?<!cu)bot(\\b|_)|crawl|spider|slurp|headless|phantomjs|selenium|puppeteer|playwright|https?:|www\\.|@[a-z]\\w*\\.|"
                    + "python|aiohttp|httpx|scrapy|curl/|wget|libwww-perl|java/|okhttp|go-http-client|httpclient|httpunit|httrack|node-fetch|axios|"
                    + "feed|fetch|rss\\b|monitor|google(other|-inspection|-)|-google|preview|archive|checker|validat|analy[sz]|"
                    + "link(dex|finder)|ips-agent|\\bscrap|probe|transcoder|facebook(external|catalog)|meta-external|lighthouse|pingdom|uptime|synthetic|"
                    + "mailto:|zabbix|jersey/|jetty/|newspaper/|\\w\\.(com|net|org|io|gy|ly)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TABLET =
            Pattern.compile("ipad|tablet|kindle|playbook|nexus (7|9|10)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern MOBILE =
            Pattern.compile("mobi|iphone|ipod|phone|opera mini", Pattern.CASE_INSENSITIVE);

    /**
     * What an agent says.
     *
     * @param deviceClass {@code desktop}, {@code mobile}, {@code tablet}, {@code bot} or {@code other}
     */
    public record Agent(String browser, String os, String deviceClass) {
        /** Whether it declares a crawler or a headless client. */
        public boolean crawler() {
            return deviceClass.equals("bot");
        }
    }

    private static final Agent UNKNOWN = new Agent("other", "other", "other");

    private final Parser parser = new Parser();
    private final LoadingCache<String, Agent> cache = Caffeine.newBuilder()
            .maximumSize(CACHE_SIZE)
            .executor(Runnable::run)
            .build(this::parse);

    /** What the agent says; all {@code other} where there is none. */
    public Agent agent(@Nullable String userAgent) {
        if (userAgent == null || userAgent.isEmpty()) {
            return UNKNOWN;
        }
        return cache.get(userAgent.length() > MAX_LENGTH ? userAgent.substring(0, MAX_LENGTH) : userAgent);
    }

    private Agent parse(String userAgent) {
        Client client = parser.parse(userAgent);
        String os = name(client.os.family);
        return new Agent(name(client.userAgent.family), os, deviceClass(userAgent, client.device.family, os));
    }

    private static String deviceClass(String userAgent, String device, String os) {
        if ("Spider".equals(device) || MACHINE.matcher(userAgent).find()) {
            return "bot";
        }
        if (TABLET.matcher(userAgent).find()) {
            return "tablet";
        }
        if (MOBILE.matcher(userAgent).find()) {
            return "mobile";
        }
        return os.equals("android") ? "tablet" : os.equals("other") ? "other" : "desktop";
    }

    private static String name(@Nullable String family) {
        return family == null ? "other" : family.toLowerCase(Locale.ROOT);
    }
}
