package io.trialstream.topology.enrich;

import io.trialstream.schemas.Enrichment;
import io.trialstream.schemas.UserEvent;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be told of an event from itself. Never fails: what cannot be told is {@code other} or UTC. Thread-safe. */
public final class Enricher {
    private final UserAgents agents;

    public Enricher(UserAgents agents) {
        this.agents = agents;
    }

    public Enrichment enrich(UserEvent event) {
        UserAgents.Agent agent = agents.agent(event.getContext().get("user_agent"));
        ZonedDateTime local =
                event.getTimestamp().atZone(zone(event.getContext().get("zone")));
        return new Enrichment(
                agent.browser(),
                agent.os(),
                agent.deviceClass(),
                null,
                category(page(event)),
                local.getHour(),
                local.getDayOfWeek().getValue());
    }

    /** The class of the device the event came from; null where it has no user agent. */
    public @Nullable String deviceClass(UserEvent event) {
        String agent = event.getContext().get("user_agent");
        return agent == null || agent.isEmpty() ? null : agents.agent(agent).deviceClass();
    }

    /** The page the event happened on (docs/semantics.md §7); null where it tells none. */
    public static @Nullable String page(UserEvent event) {
        Map<String, String> properties = event.getEventProperties();
        return firstPresent(event.getContext().get("page"), properties.get("page_name"), properties.get("path"));
    }

    private static @Nullable String firstPresent(@Nullable String... values) {
        for (String v : values) {
            if (v != null && !v.isEmpty()) {
                return v;
            }
        }
        return null;
    }

    /** First segment of a path, or the page's name as it stands; pages given as JSON have none. */
    private static String category(@Nullable String page) {
        if (page == null || page.startsWith("{")) {
            return "other";
        }
        String path = page.startsWith("/") ? page.substring(1) : page;
        int end = path.indexOf('/');
        String first = end < 0 ? path : path.substring(0, end);
        return first.isEmpty() ? "home" : first;
    }

    private static ZoneId zone(@Nullable String id) {
        if (id == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
