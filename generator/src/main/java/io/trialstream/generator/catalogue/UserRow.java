package io.trialstream.generator.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A user with the profile, as rows of their two tables.
 *
 * @param userId absent for visitors who are not logged in
 * @param anonymousId every visitor has one
 * @param segment demographic: {@code FEMALE_30S}
 * @param activity {@code POWER_USER}
 * @param style cooking style: {@code DESSERT_FOCUSED}
 */
public record UserRow(@Nullable String userId, String anonymousId, String segment, String activity, String style) {}
