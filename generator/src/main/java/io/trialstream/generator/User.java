package io.trialstream.generator;

import org.jspecify.annotations.Nullable;

/**
 * What of a user does not change.
 *
 * @param userId absent for those who are not logged in
 * @param demographic, persona index into the tables of {@link Behaviour}
 * @param enrolmentBuckets, arms by version of the experiment
 */
record User(
        @Nullable String userId,
        String anonymousId,
        String deviceId,
        String ip,
        String userAgent,
        String zone,
        Behaviour.Activity activity,
        int demographic,
        int persona,
        int[] enrolmentBuckets,
        int[] arms) {
    /** The record key: user id, else anonymous id. */
    String unit() {
        return userId == null ? anonymousId : userId;
    }
}
