package io.trialstream.generator.model;

import io.trialstream.generator.base.Intervals;
import io.trialstream.generator.model.Behaviour.Ads;
import io.trialstream.generator.model.Behaviour.Clock;
import io.trialstream.generator.model.Behaviour.Count;
import io.trialstream.generator.model.Behaviour.Device;
import io.trialstream.generator.model.Behaviour.Place;
import io.trialstream.generator.model.Behaviour.Range;
import io.trialstream.generator.model.Behaviour.Segment;
import io.trialstream.generator.model.Behaviour.Span;
import io.trialstream.generator.model.Behaviour.Style;
import io.trialstream.generator.model.Faults.Outage;
import io.trialstream.generator.model.Faults.QuietPartition;
import io.trialstream.generator.model.Faults.SampleRatioBias;
import io.trialstream.yaml.YamlValue;
import io.trialstream.yaml.YamlValue.Entry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a population file over the defaults, and says what is out of its range with file, line and key. */
final class PopulationReader {
    private static final int HOURS = 24;
    private static final double MAX_WEIGHT = 1e9;
    private static final int MAX_EVENTS_OF_DAY = 2_000;
    private static final int MAX_LIST = 100;
    private static final int MAX_ADS = 1_000_000;
    private static final int MAX_SCREEN = 20_000;
    private static final int MAX_PARTITIONS = 10_000;
    private static final double MAX_BOTS = .1;
    private static final int MAX_DELAY_MINUTES = 4;
    private static final List<String> WEEKDAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
    private static final List<String> KINDS = List.of("mobile", "desktop", "tablet");
    private static final List<String> EVENTS =
            Stream.of(EventType.values()).map(EventType::eventName).toList();

    private final YamlValue root;

    PopulationReader(YamlValue root) {
        this.root = root.allow(
                "zone",
                "users",
                "hours",
                "weekdays",
                "visits",
                "weekend-extra",
                "sessions",
                "anonymous",
                "segments",
                "flow",
                "crash",
                "demographics",
                "styles",
                "lists",
                "ads",
                "experiments",
                "second-device",
                "devices",
                "places",
                "clock",
                "faults",
                "file-faults",
                "delays",
                "outages",
                "hot-user",
                "quiet-partition",
                "sample-ratio-bias",
                "multi-exposed",
                "bots");
    }

    PopulationFile read() {
        Behaviour behaviour = behaviour();
        return new PopulationFile(
                (int) root.get("users").integer(1, Model.MAX_USERS),
                behaviour,
                effects(behaviour),
                faults(),
                fileFaults(),
                bots());
    }

    private Behaviour behaviour() {
        YamlValue sessions = root.get("sessions").allow("events", "gap", "pause");
        YamlValue lists = root.get("lists").allow("length", "position-bias");
        YamlValue extra = root.get("weekend-extra").allow("low", "high");
        double low = extra.get("low").decimal(0, 10);
        return new Behaviour(
                zone(root.get("zone")),
                hours(),
                weekdays(),
                root.get("visits").decimal(1e-6, 1),
                new Range(low, extra.get("high").decimal(low, 10)),
                sessions.get("events").decimal(1, MAX_EVENTS_OF_DAY),
                span(sessions.get("gap"), Duration.ofMillis(100), Duration.ofMinutes(29)),
                span(sessions.get("pause"), Duration.ofMinutes(31), Duration.ofHours(12)),
                share(root.get("anonymous")),
                share(root.get("crash")),
                weights(root.get("demographics")),
                segments(),
                styles(),
                (int) lists.get("length").integer(1, MAX_LIST),
                lists.get("position-bias").decimal(0, .9),
                ads(),
                share(root.get("second-device")),
                devices(),
                places(),
                clock());
    }

    private List<Double> hours() {
        List<YamlValue> items = root.get("hours").items();
        if (items.size() != HOURS) {
            throw root.get("hours").error("expected 24 weights, of the hours 0 to 23, found " + items.size());
        }
        List<Double> hours =
                items.stream().map(item -> item.decimal(0, MAX_WEIGHT)).toList();
        requirePositive(root.get("hours"), hours);
        return hours;
    }

    private List<Double> weekdays() {
        YamlValue days = root.get("weekdays").allow(WEEKDAYS.toArray(String[]::new));
        List<Double> weights = WEEKDAYS.stream()
                .map(day -> days.get(day).decimal(0, MAX_WEIGHT))
                .toList();
        requirePositive(days, weights);
        return weights;
    }

    private List<Segment> segments() {
        Map<String, Map<String, Double>> common = flow(root.get("flow"), Map.of());
        List<Segment> segments = nonEmpty(root.get("segments")).stream()
                .map(value -> segment(value.allow("id", "share", "events", "flow"), common))
                .toList();
        requirePositive(
                root.get("segments"), segments.stream().map(Segment::share).toList());
        return segments;
    }

    private static Segment segment(YamlValue value, Map<String, Map<String, Double>> common) {
        YamlValue events = value.get("events").allow("low", "high");
        int low = (int) events.get("low").integer(1, MAX_EVENTS_OF_DAY);
        int high = (int) events.get("high").integer(low, MAX_EVENTS_OF_DAY);
        Map<String, Map<String, Double>> flow =
                value.find("flow").map(own -> flow(own, common)).orElse(common);
        requireComplete(value, flow);
        return new Segment(
                value.get("id").text(), value.get("share").decimal(0, MAX_WEIGHT), new Count(low, high), flow);
    }

    /** Every event that can come must lead somewhere: what an advertisement is clicked on, and all that is led to. */
    private static void requireComplete(YamlValue where, Map<String, Map<String, Double>> flow) {
        Stream.concat(
                        Stream.of(EventType.VIEW_PAGE.eventName(), EventType.AD_CLICK.eventName()),
                        flow.values().stream().flatMap(next -> next.keySet().stream()))
                .filter(name -> !flow.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw where.error("expected weights of what follows " + name + ", found none");
                });
    }

    private static Map<String, Map<String, Double>> flow(YamlValue value, Map<String, Map<String, Double>> otherwise) {
        Map<String, Map<String, Double>> flow = new LinkedHashMap<>(otherwise);
        for (Entry entry : value.entries()) {
            Map<String, Double> next = weights(entry.value());
            for (Entry follower : entry.value().entries()) {
                follower.key().oneOf(acts());
            }
            flow.put(entry.key().oneOf(EVENTS), next);
        }
        return flow;
    }

    /** What can follow by itself: advertisements and crashes come on their own terms. */
    private static List<String> acts() {
        return EVENTS.stream()
                .filter(name -> !name.startsWith("ad_") && !name.equals(EventType.APP_CRASH.eventName()))
                .toList();
    }

    private List<Style> styles() {
        List<Style> styles = nonEmpty(root.get("styles")).stream()
                .map(value -> value.allow("id", "share", "dishes", "methods", "max-minutes"))
                .map(value -> new Style(
                        value.get("id").text(),
                        value.get("share").decimal(0, MAX_WEIGHT),
                        nonEmptyTexts(value.get("dishes")),
                        value.get("methods").texts(),
                        (int) value.get("max-minutes").integer(0, 100_000)))
                .toList();
        requirePositive(root.get("styles"), styles.stream().map(Style::share).toList());
        return styles;
    }

    private Ads ads() {
        YamlValue ads = root.get("ads").allow("fill", "delay", "count", "click-rate");
        return new Ads(
                share(ads.get("fill")),
                span(ads.get("delay"), Duration.ZERO, Duration.ofSeconds(4)),
                (int) ads.get("count").integer(1, MAX_ADS),
                ads.get("click-rate").decimal(1e-9, 1));
    }

    private List<Device> devices() {
        List<Device> devices = bounded(root.get("devices"), Limits.DEVICES).stream()
                .map(value -> value.allow("kind", "share", "width", "height", "user-agent"))
                .map(value -> new Device(
                        value.get("kind").oneOf(KINDS),
                        value.get("share").decimal(0, MAX_WEIGHT),
                        (int) value.get("width").integer(1, MAX_SCREEN),
                        (int) value.get("height").integer(1, MAX_SCREEN),
                        value.get("user-agent").text()))
                .toList();
        requirePositive(root.get("devices"), devices.stream().map(Device::share).toList());
        return devices;
    }

    private List<Place> places() {
        List<Place> places = bounded(root.get("places"), Limits.PLACES).stream()
                .map(value -> value.allow("id", "share", "zone", "lat", "lon", "network"))
                .map(value -> new Place(
                        value.get("id").text(),
                        value.get("share").decimal(0, MAX_WEIGHT),
                        zone(value.get("zone")).getId(),
                        value.get("lat").decimal(-89, 89),
                        value.get("lon").decimal(-179, 179),
                        network(value.get("network"))))
                .toList();
        requirePositive(root.get("places"), places.stream().map(Place::share).toList());
        return places;
    }

    private static String network(YamlValue value) {
        if (!value.text().matches("\\d{1,3}\\.\\d{1,3}")
                || Arrays.stream(value.text().split("\\.")).anyMatch(part -> Integer.parseInt(part) > 255)) {
            throw value.expected("the first two numbers of IPv4 addresses, as \"211.32\"");
        }
        return value.text();
    }

    private Clock clock() {
        YamlValue clock = root.get("clock").allow("send-delay", "skew", "wrong", "wrong-skew");
        Duration most = Duration.ofDays(365);
        return new Clock(
                span(clock.get("send-delay"), Duration.ZERO, Duration.ofHours(1)),
                millis(clock.get("skew"), most),
                share(clock.get("wrong")),
                millis(clock.get("wrong-skew"), Duration.ofDays(24)));
    }

    private Map<String, Effects> effects(Behaviour behaviour) {
        Map<String, Effects> effects = new LinkedHashMap<>();
        for (Entry entry : root.get("experiments").entries()) {
            YamlValue value = entry.value().allow("click-rates", "cells");
            effects.put(
                    entry.key().text(),
                    new Effects(
                            rates(value.get("click-rates")),
                            value.get("cells", PopulationReader::itemsOf, List.<YamlValue>of()).stream()
                                    .map(cell -> cell(cell, behaviour))
                                    .toList()));
        }
        return effects;
    }

    private static List<YamlValue> itemsOf(YamlValue value) {
        return value.items();
    }

    private static Effects.Cell cell(YamlValue value, Behaviour behaviour) {
        value.allow("demographic", "segment", "style", "click-rates");
        List<String> segments = behaviour.segments().stream().map(Segment::id).toList();
        List<String> styles = behaviour.styles().stream().map(Style::id).toList();
        List<String> demographics = List.copyOf(behaviour.demographics().keySet());
        return new Effects.Cell(
                value.find("demographic").map(v -> v.oneOf(demographics)).orElse(null),
                value.find("segment").map(v -> v.oneOf(segments)).orElse(null),
                value.find("style").map(v -> v.oneOf(styles)).orElse(null),
                rates(value.get("click-rates")));
    }

    private static Map<String, Double> rates(YamlValue value) {
        Map<String, Double> rates = new LinkedHashMap<>();
        value.entries().forEach(entry -> rates.put(entry.key().text(), share(entry.value())));
        return rates;
    }

    private Faults faults() {
        YamlValue rates = root.get("faults");
        return faults(
                rates,
                List.of(Fault.values()),
                root.get("outages").items().stream()
                        .map(PopulationReader::outage)
                        .toList(),
                quiet());
    }

    private Faults fileFaults() {
        List<Fault> fitting = Stream.of(Fault.values()).filter(Fault::fitsFiles).toList();
        return faults(root.get("file-faults"), fitting, List.of(), QuietPartition.NONE);
    }

    private Faults faults(YamlValue rates, List<Fault> known, List<Outage> outages, QuietPartition quiet) {
        rates.allow(known.stream().map(Fault::id).toArray(String[]::new));
        EnumMap<Fault, Double> byFault = new EnumMap<>(Fault.class);
        known.forEach(fault -> byFault.put(fault, share(rates.get(fault.id()))));
        YamlValue delays = root.get("delays").allow("out-of-order", "late");
        try {
            return new Faults(
                    byFault,
                    millis(delays.get("out-of-order"), Duration.ofMinutes(MAX_DELAY_MINUTES)),
                    millis(delays.get("late"), Duration.ofDays(1)),
                    outages,
                    (int) root.get("hot-user")
                            .allow("events-per-hour")
                            .get("events-per-hour")
                            .integer(0, Faults.GREATEST_HOT_RATE),
                    quiet,
                    bias(),
                    share(root.get("multi-exposed")));
        } catch (IllegalArgumentException e) {
            throw rates.error(String.valueOf(e.getMessage()));
        }
    }

    private static Outage outage(YamlValue value) {
        value.allow("start", "length");
        try {
            Outage outage = new Outage(
                    OffsetDateTime.parse(value.get("start").text()).toInstant(),
                    value.get("length").duration(Intervals.LENGTH, Duration.ofHours(6)));
            Intervals.index("start", outage.start());
            Intervals.index("end", outage.end());
            return outage;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw value.error(
                    "expected a start with offset and a length, both whole quarters of an hour: " + e.getMessage());
        }
    }

    private QuietPartition quiet() {
        YamlValue value = root.get("quiet-partition").allow("partition", "of", "watermarks");
        int of = (int) value.get("of").integer(0, MAX_PARTITIONS);
        return new QuietPartition(
                (int) value.get("partition").integer(-1, Math.max(-1, of - 1)),
                of,
                value.get("watermarks").flag());
    }

    private SampleRatioBias bias() {
        YamlValue value = root.get("sample-ratio-bias").allow("experiment", "variant", "lost");
        return new SampleRatioBias(
                value.get("experiment", PopulationReader::anyText, ""),
                value.get("variant", PopulationReader::anyText, ""),
                share(value.get("lost")));
    }

    private Bots bots() {
        YamlValue value = root.get("bots")
                .allow(Stream.of(Archetype.values()).map(Archetype::id).toArray(String[]::new));
        EnumMap<Archetype, Double> rates = new EnumMap<>(Archetype.class);
        for (Archetype archetype : Archetype.values()) {
            rates.put(archetype, value.get(archetype.id()).decimal(0, MAX_BOTS));
        }
        return new Bots(rates);
    }

    private static String anyText(YamlValue value) {
        return value.text();
    }

    private static ZoneId zone(YamlValue value) {
        try {
            return ZoneId.of(value.text());
        } catch (DateTimeException e) {
            throw value.expected("the name of a time zone, as Asia/Seoul");
        }
    }

    private static double share(YamlValue value) {
        return value.decimal(0, 1);
    }

    private static Map<String, Double> weights(YamlValue value) {
        Map<String, Double> weights = new LinkedHashMap<>();
        value.entries()
                .forEach(entry -> weights.put(entry.key().text(), entry.value().decimal(0, MAX_WEIGHT)));
        requirePositive(value, List.copyOf(weights.values()));
        return weights;
    }

    private static void requirePositive(YamlValue where, List<Double> weights) {
        if (weights.stream().noneMatch(weight -> weight > 0)) {
            throw where.error("expected a weight above 0, found none");
        }
    }

    private static List<YamlValue> nonEmpty(YamlValue value) {
        return bounded(value, Limits.KINDS);
    }

    private static List<YamlValue> bounded(YamlValue value, int most) {
        List<YamlValue> items = value.items();
        if (items.isEmpty() || items.size() > most) {
            throw value.error("expected 1 to " + most + " entries, found " + items.size());
        }
        return items;
    }

    private static List<String> nonEmptyTexts(YamlValue value) {
        if (value.texts().isEmpty()) {
            throw value.error("expected at least one, found none");
        }
        return value.texts();
    }

    private static Span span(YamlValue value, Duration least, Duration most) {
        value.allow("low", "high");
        Duration low = value.get("low").duration(least, most);
        return new Span(
                Math.toIntExact(low.toMillis()),
                Math.toIntExact(value.get("high").duration(low, most).toMillis()));
    }

    private static int millis(YamlValue value, Duration most) {
        return (int)
                Math.min(Integer.MAX_VALUE, value.duration(Duration.ZERO, most).toMillis());
    }

    /** How many entries lists can have: so that a profile fits a long. */
    static final class Limits {
        static final int KINDS = 62;
        static final int DEVICES = 62;
        static final int PLACES = 1_024;

        private Limits() {}
    }
}
