package io.trialstream.topology.sessions;

import org.jspecify.annotations.Nullable;

/**
 * What a session sees of an accepted event.
 *
 * @param time epoch ms
 * @param order how many events of the unit were accepted before it
 * @param automatic whether the page did it by itself
 * @param page where it happened, if known
 * @param device device class, if it has a user agent
 */
public record Visit(
        long time,
        long order,
        boolean automatic,
        boolean click,
        boolean impression,
        boolean conversion,
        boolean bot,
        @Nullable String page,
        @Nullable String device) {}
