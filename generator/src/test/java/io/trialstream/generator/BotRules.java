package io.trialstream.generator;

import io.trialstream.schemas.UserEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The ten rules of DESIGN §4.4 over whole streams, as plainly as they are stated there: quadratic and with all in memory.
 * Where the words leave a choice, the reading that trips sooner is taken.
 */
final class BotRules {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final Set<String> AUTOMATIC = Set.of("heartbeat", "load_asset", "ad_impression");
    private static final Set<String> VIEWS = Set.of("view_page", "view_recipe_list");
    private static final Set<String> CLICKS = Set.of("click_recipe", "click_bookmark", "click_like", "ad_click");
    private static final Set<String> ABOUT_CLICKED = Set.of("click_bookmark", "click_like", "write_comment");
    private static final Pattern CRAWLER = Pattern.compile("bot|crawl|spider|headless|python|curl");

    private final Set<String> sharedDevices;
    private final Map<String, Predicate<List<UserEvent>>> rules = new HashMap<>();

    /** @param all events, whose devices are counted by local day, beginning at {@code midnight} (ms) */
    BotRules(List<UserEvent> all, long midnight) {
        sharedDevices = all.stream()
                .collect(Collectors.groupingBy(
                        event -> context(event, "device_id") + " "
                                + (event.getTimestamp().toEpochMilli() - midnight)
                                        / Duration.ofDays(1).toMillis(),
                        Collectors.mapping(BotRules::unit, Collectors.toSet())))
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().size() >= 100)
                .map(entry -> entry.getKey().substring(0, entry.getKey().indexOf(' ')))
                .collect(Collectors.toSet());
        rules.put(
                "volume",
                events -> actsOfAMinute(events) > 300
                        || most(acts(events), HOUR) > 10_000
                        || most(automatic(events), MINUTE) > 3_000
                        || most(automatic(events), HOUR) > 100_000);
        rules.put("no-interaction", BotRules::viewsWithoutAClick);
        rules.put(
                "burst-interval",
                events -> gaps(acts(events)).stream().filter(gap -> gap < 10).count() >= 10);
        rules.put("metronome", BotRules::regular);
        rules.put("same-coordinates", BotRules::onePoint);
        rules.put(
                "page-hammer", events -> most(views(events), 5 * SECOND) >= 50 || most(clicks(events), HOUR) >= 10_000);
        rules.put("impossible-travel", BotRules::travels);
        rules.put("shared-device", events -> events.stream().anyMatch(this::onSharedDevice));
        rules.put(
                "user-agent",
                events -> events.stream()
                        .anyMatch(event -> CRAWLER.matcher(
                                        context(event, "user_agent").toLowerCase(Locale.ROOT))
                                .find()));
        rules.put("causality", events -> unseenClicks(events) > 0 || runsBackwards(events));
    }

    /** Which rules a unit's events trip; they are in the order of delivery. */
    Set<String> tripped(List<UserEvent> events) {
        return rules.keySet().stream()
                .filter(rule -> Objects.requireNonNull(rules.get(rule)).test(events))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static String unit(UserEvent event) {
        return Objects.requireNonNullElseGet(event.getUserId(), () -> Objects.requireNonNull(event.getAnonymousId()));
    }

    /** The most acts of any 60 s. */
    static int actsOfAMinute(List<UserEvent> events) {
        return most(acts(events), MINUTE);
    }

    /** Clicks on, and comments to, advertisements and recipes that the unit was not shown before; any list shows all. */
    static int unseenClicks(List<UserEvent> events) {
        Set<String> seen = new HashSet<>();
        int unseen = 0;
        for (UserEvent event : events) {
            String name = event.getEventName();
            String recipe = event.getEventProperties().get("recipe_id");
            switch (name) {
                case "ad_impression" -> seen.add(event.getEventProperties().get("ad_id"));
                case "view_recipe_list" -> seen.add("a list");
                case "ad_click" ->
                    unseen += seen.contains(event.getEventProperties().get("ad_id")) ? 0 : 1;
                case "click_recipe" -> {
                    unseen += seen.contains("a list") ? 0 : 1;
                    seen.add(recipe);
                }
                default -> unseen += ABOUT_CLICKED.contains(name) && !seen.contains(recipe) ? 1 : 0;
            }
        }
        return unseen;
    }

    /** The client's time falls behind one that it had told by more than the clock skew allowed. */
    static boolean runsBackwards(List<UserEvent> events) {
        long latest = 0;
        for (UserEvent event : events) {
            long sent = Long.parseLong(context(event, "sent_at"));
            if (sent < latest - 5 * MINUTE) {
                return true;
            }
            latest = Math.max(latest, sent);
        }
        return false;
    }

    private boolean onSharedDevice(UserEvent event) {
        return sharedDevices.contains(context(event, "device_id"));
    }

    private static boolean viewsWithoutAClick(List<UserEvent> events) {
        List<UserEvent> views = views(events);
        List<UserEvent> clicks = clicks(events);
        for (int first = 0; first + 99 < views.size(); first++) {
            long from = time(views.get(first));
            long to = time(views.get(first + 99));
            if (to - from < HOUR && clicks.stream().noneMatch(click -> time(click) >= from && time(click) <= to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean regular(List<UserEvent> events) {
        List<Long> gaps = gaps(acts(events));
        for (int first = 0; first + 50 <= gaps.size(); first++) {
            double[] fifty = gaps.subList(first, first + 50).stream()
                    .mapToDouble(Long::doubleValue)
                    .toArray();
            if (deviation(fifty) < .01 * DoubleStream.of(fifty).average().orElseThrow()) {
                return true;
            }
        }
        return false;
    }

    private static boolean onePoint(List<UserEvent> events) {
        List<UserEvent> clicks = clicks(events);
        for (int first = 0; first + 20 <= clicks.size(); first++) {
            List<UserEvent> twenty = clicks.subList(first, first + 20);
            if (deviation(twenty, "x") < 1 && deviation(twenty, "y") < 1) {
                return true;
            }
        }
        return false;
    }

    private static boolean travels(List<UserEvent> events) {
        for (int i = 1; i < events.size(); i++) {
            UserEvent before = events.get(i - 1);
            UserEvent after = events.get(i);
            double hours = (double) Math.abs(time(after) - time(before)) / HOUR;
            if (kilometres(before, after) > 1_000 * hours) {
                return true;
            }
        }
        return false;
    }

    /** As straight as the sphere's chord, by vectors. */
    private static double kilometres(UserEvent from, UserEvent to) {
        double[] a = vector(from);
        double[] b = vector(to);
        return 6_371 * Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2) + Math.pow(a[2] - b[2], 2));
    }

    private static double[] vector(UserEvent event) {
        double lat = Math.toRadians(Double.parseDouble(context(event, "lat")));
        double lon = Math.toRadians(Double.parseDouble(context(event, "lon")));
        return new double[] {Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)};
    }

    private static double deviation(List<UserEvent> events, String coordinate) {
        ToDoubleFunction<UserEvent> value = event -> Double.parseDouble(context(event, coordinate));
        return deviation(events.stream().mapToDouble(value).toArray());
    }

    private static double deviation(double[] values) {
        double mean = DoubleStream.of(values).average().orElseThrow();
        return Math.sqrt(DoubleStream.of(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    /** The most events of any stretch of time so long. */
    private static int most(List<UserEvent> events, long length) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < events.size(); last++) {
            while (time(events.get(last)) - time(events.get(first)) >= length) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static List<Long> gaps(List<UserEvent> events) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < events.size(); i++) {
            gaps.add(time(events.get(i)) - time(events.get(i - 1)));
        }
        return gaps;
    }

    private static List<UserEvent> acts(List<UserEvent> events) {
        return filtered(events, name -> !AUTOMATIC.contains(name));
    }

    private static List<UserEvent> automatic(List<UserEvent> events) {
        return filtered(events, AUTOMATIC::contains);
    }

    private static List<UserEvent> views(List<UserEvent> events) {
        return filtered(events, VIEWS::contains);
    }

    private static List<UserEvent> clicks(List<UserEvent> events) {
        return filtered(events, CLICKS::contains);
    }

    private static List<UserEvent> filtered(List<UserEvent> events, Predicate<String> names) {
        return events.stream().filter(event -> names.test(event.getEventName())).toList();
    }

    private static long time(UserEvent event) {
        return event.getTimestamp().toEpochMilli();
    }

    private static String context(UserEvent event, String key) {
        return Objects.requireNonNull(event.getContext().get(key), key);
    }
}
