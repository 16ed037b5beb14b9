package io.trialstream.generator.model;

import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How people behave: every weight, rate and range of the simulation, as {@code population.yaml} documents them. Shares
 * and weights are relative; spans are milliseconds. {@link PopulationFile} checks the ranges and says where one is left.
 *
 * @param zone whose days and hours the people live by; its offsets must be whole quarter hours
 * @param hours relative weight of the hours of a local day, 0 to 23
 * @param weekdays relative weight of the days Monday to Sunday: the share of users who come, up to a factor
 * @param visits share of users who come on the busiest weekday
 * @param weekendExtra how much more a user makes on Saturday and Sunday, as a fraction
 * @param sessionEvents events of one session on average, at least 1
 * @param gap from one act to the next
 * @param pause between two sessions of a user in a day; above the 30 minutes that end a session
 * @param anonymous share of users who are not logged in
 * @param crash probability that the application crashes after an event
 * @param demographics share by demographic segment
 * @param segments activity segments
 * @param styles cooking styles
 * @param listLength recipes on a list
 * @param positionBias each place of a list is clicked less often than the one before by this fraction
 * @param ads advertisements
 * @param secondDevice share of users who have two devices
 * @param devices kinds of devices
 * @param places where users live
 * @param clock how the clocks of devices go
 */
public record Behaviour(
        ZoneId zone,
        List<Double> hours,
        List<Double> weekdays,
        double visits,
        Range weekendExtra,
        double sessionEvents,
        Span gap,
        Span pause,
        double anonymous,
        double crash,
        Map<String, Double> demographics,
        List<Segment> segments,
        List<Style> styles,
        int listLength,
        double positionBias,
        Ads ads,
        double secondDevice,
        List<Device> devices,
        List<Place> places,
        Clock clock) {

    /** Copies the collections. */
    public Behaviour {
        hours = List.copyOf(hours);
        weekdays = List.copyOf(weekdays);
        demographics = Collections.unmodifiableMap(new LinkedHashMap<>(demographics));
        segments = List.copyOf(segments);
        styles = List.copyOf(styles);
        devices = List.copyOf(devices);
        places = List.copyOf(places);
    }

    /** The same in another zone. */
    public Behaviour in(ZoneId other) {
        return new Behaviour(
                other,
                hours,
                weekdays,
                visits,
                weekendExtra,
                sessionEvents,
                gap,
                pause,
                anonymous,
                crash,
                demographics,
                segments,
                styles,
                listLength,
                positionBias,
                ads,
                secondDevice,
                devices,
                places,
                clock);
    }

    /** A range of numbers, both ends included. */
    public record Range(double low, double high) {}

    /** A range of times, ms, both ends included. */
    public record Span(int low, int high) {}

    /**
     * An activity segment.
     *
     * @param events on a day when such a user comes, both ends included
     * @param flow what follows an event, by its name: relative weights of the next events' names; complete
     */
    public record Segment(String id, double share, Count events, Map<String, Map<String, Double>> flow) {
        /** Copies the flow, in its order. */
        public Segment {
            flow = Collections.unmodifiableMap(new LinkedHashMap<>(flow));
        }
    }

    /** A range of counts, both ends included. */
    public record Count(int low, int high) {}

    /**
     * A cooking style: what is recommended to it.
     *
     * @param dishes dish types
     * @param methods methods; empty: any
     * @param maxMinutes greatest cooking time; 0: any
     */
    public record Style(String id, double share, List<String> dishes, List<String> methods, int maxMinutes) {}

    /**
     * Advertisements.
     *
     * @param fill probability that a page, list or recipe carries one
     * @param delay how long after the page it shows
     * @param count how many different ones there are
     * @param clickRate clicks per impression where no experiment says otherwise
     */
    public record Ads(double fill, Span delay, int count, double clickRate) {}

    /**
     * A kind of device.
     *
     * @param kind {@code mobile}, {@code desktop} or {@code tablet}
     * @param width, height of the screen, CSS pixels
     */
    public record Device(String kind, double share, int width, int height, String userAgent) {}

    /**
     * Where users live.
     *
     * @param zone IANA name of the time zone that the devices show
     * @param lat, lon degrees
     * @param network the first two numbers of the IPv4 addresses, with a dot between
     */
    public record Place(String id, double share, String zone, double lat, double lon, String network) {}

    /**
     * Clocks of devices: they show in {@code sent_at} alone.
     *
     * @param sendDelay from the event to its sending
     * @param skewMs most clocks are within this of the true time
     * @param wrong share of devices whose clock is wrong
     * @param wrongSkewMs wrong clocks are within this of the true time
     */
    public record Clock(Span sendDelay, int skewMs, double wrong, int wrongSkewMs) {}
}
