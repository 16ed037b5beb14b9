package io.trialstream.generator.catalogue;

import java.util.HashSet;
import java.util.List;

/**
 * What profiles may say, in the order in which a {@link UserTable} numbers it.
 *
 * @param segments, activities, styles 1 to 127 ids each, none twice
 */
public record ProfileIds(List<String> segments, List<String> activities, List<String> styles) {
    /** @throws IllegalArgumentException where there are none, too many, or one twice */
    public ProfileIds {
        segments = checked("segments", segments);
        activities = checked("activities", activities);
        styles = checked("styles", styles);
    }

    private static List<String> checked(String name, List<String> ids) {
        if (ids.isEmpty() || ids.size() > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(
                    name + ": expected 1 to " + Byte.MAX_VALUE + " ids, actual " + ids.size());
        }
        if (new HashSet<>(ids).size() < ids.size()) {
            throw new IllegalArgumentException(name + ": expected each id once, actual " + ids);
        }
        return List.copyOf(ids);
    }
}
