package io.trialstream.generator.model;

import io.trialstream.generator.model.Behaviour.Place;
import java.util.List;
import java.util.Locale;

/** Distances between places, for bots that are at two of them faster than anybody travels. */
public final class Travel {
    /** Further than 1,000 km/h allow in an interval, with what users are off the middle of their place: km. */
    private static final double LEAST_KM = 300;

    private static final double EARTH_RADIUS_KM = 6_371;

    private Travel() {}

    /**
     * The place that is furthest from one, by index; the place itself where there is no other.
     *
     * @param from index into the places
     */
    public static int furthest(List<Place> places, int from) {
        int furthest = from;
        double greatest = 0;
        for (int to = 0; to < places.size(); to++) {
            double distance = distanceKm(places.get(from), places.get(to));
            if (distance > greatest) {
                greatest = distance;
                furthest = to;
            }
        }
        return furthest;
    }

    /** @throws IllegalArgumentException where a place has no other that is too far away to be reached in an interval */
    static void check(List<Place> places) {
        for (int from = 0; from < places.size(); from++) {
            Place place = places.get(from);
            Place furthest = places.get(furthest(places, from));
            double distance = distanceKm(place, furthest);
            if (distance < LEAST_KM) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "bots impossible-travel: the place furthest from %s is %s, %.0f km away, expected one at least"
                                + " %.0f km away; name such a place or set the rate to 0",
                        place.id(),
                        furthest.id(),
                        distance,
                        LEAST_KM));
            }
        }
    }

    /** Along the great circle, by the haversine formula. */
    private static double distanceKm(Place a, Place b) {
        double latitude = StrictMath.sin(Math.toRadians(b.lat() - a.lat()) / 2);
        double longitude = StrictMath.sin(Math.toRadians(b.lon() - a.lon()) / 2);
        double h = latitude * latitude
                + StrictMath.cos(Math.toRadians(a.lat()))
                        * StrictMath.cos(Math.toRadians(b.lat()))
                        * longitude
                        * longitude;
        return 2 * EARTH_RADIUS_KM * StrictMath.asin(Math.min(1, StrictMath.sqrt(h)));
    }
}
