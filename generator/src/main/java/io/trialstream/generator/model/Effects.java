package io.trialstream.generator.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment does to its users: clicks per impression by arm.
 *
 * @param clickRates by variant id; an arm that is not named has {@code ads.click-rate}
 * @param cells users with targets of their own; the first that fits counts
 */
public record Effects(Map<String, Double> clickRates, List<Cell> cells) {
    /** No effect: an A/A test. */
    public static final Effects NONE = new Effects(Map.of(), List.of());

    /** Copies the collections. */
    public Effects {
        clickRates = Map.copyOf(clickRates);
        cells = List.copyOf(cells);
    }

    /**
     * Users of a demographic, an activity segment and a cooking style; what is null does not matter.
     *
     * @param clickRates by variant id
     */
    public record Cell(
            @Nullable String demographic,
            @Nullable String segment,
            @Nullable String style,
            Map<String, Double> clickRates) {
        /** Copies the rates. */
        public Cell {
            clickRates = Map.copyOf(clickRates);
        }

        /** Whether such a user is in the cell. */
        public boolean holds(String itsDemographic, String itsSegment, String itsStyle) {
            return (demographic == null || demographic.equals(itsDemographic))
                    && (segment == null || segment.equals(itsSegment))
                    && (style == null || style.equals(itsStyle));
        }
    }

    /**
     * Clicks per impression of such a user in an arm.
     *
     * @param otherwise of an arm that is not named
     */
    public double clickRate(String variant, String demographic, String segment, String style, double otherwise) {
        for (Cell cell : cells) {
            if (cell.holds(demographic, segment, style)) {
                Double own = cell.clickRates().get(variant);
                if (own != null) {
                    return own;
                }
            }
        }
        return clickRates.getOrDefault(variant, otherwise);
    }
}
