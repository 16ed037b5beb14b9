package io.trialstream.oracle;

import io.trialstream.oracle.Facts.Placement;
import io.trialstream.oracle.OracleSettings.SessionEvents;
import io.trialstream.oracle.UnitHistory.Accepted;
import io.trialstream.oracle.UnitHistory.Verdict;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.UserEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sessions (semantics, section 7): a unit's accepted events, sorted by time and cut wherever the gap is too long. */
final class Sessions {
    private final OracleSettings settings;

    Sessions(OracleSettings settings) {
        this.settings = settings;
    }

    /** The unit's sessions that are closed at the watermark and were not among those it already has. */
    List<Session> newlyClosed(UnitHistory history, Facts facts, long watermark) {
        List<List<Accepted>> all = cut(history.accepted);
        List<Session> closed = new ArrayList<>();
        // An accepted event is always later than a closed session's end + gap: the first ones stay the first.
        for (int i = history.sessions.size(); i < all.size(); i++) {
            List<Accepted> events = all.get(i);
            if (!settings.time().sessionClosed(events.get(events.size() - 1).time, watermark)) {
                break;
            }
            closed.add(session(history, i + 1, events, facts));
        }
        return closed;
    }

    private List<List<Accepted>> cut(List<Accepted> accepted) {
        List<List<Accepted>> sessions = new ArrayList<>();
        Accepted previous = null;
        for (Accepted event : byTime(accepted)) {
            if (previous == null || event.time - previous.time > settings.time().gap()) {
                sessions.add(new ArrayList<>());
            }
            sessions.get(sessions.size() - 1).add(event);
            previous = event;
        }
        return sessions;
    }

    /** By time; equal times in the order they were processed. */
    static List<Accepted> byTime(List<Accepted> events) {
        return events.stream()
                .sorted(Comparator.comparingLong((Accepted e) -> e.time).thenComparingInt(e -> e.position))
                .toList();
    }

    private Session session(UnitHistory history, int ordinal, List<Accepted> events, Facts facts) {
        SessionEvents names = settings.sessionEvents();
        List<String> pages =
                events.stream().map(e -> page(e.event)).filter(Objects::nonNull).toList();
        long end = events.get(events.size() - 1).time;
        return Session.newBuilder()
                .setUnit(history.unit)
                .setOrdinal(ordinal)
                .setStart(events.get(0).time)
                .setEnd(end)
                .setEvents(events.size())
                .setPages((int) pages.stream().distinct().count())
                .setClicks(count(events, names.clicks()))
                .setImpressions(count(events, names.impressions()))
                .setConversions(count(events, names.conversions()))
                .setBounce(events.size() - count(events, settings.bots().automaticEvents()) == 1)
                .setEntry(pages.isEmpty() ? null : pages.get(0))
                .setExit(pages.isEmpty() ? null : pages.get(pages.size() - 1))
                .setDevice(device(events))
                .setBot(bot(history, events))
                .setVariants(variants(history.unit, facts, end))
                .build();
    }

    private static int count(List<Accepted> events, Set<String> names) {
        return (int) events.stream()
                .filter(e -> names.contains(e.event.getEventName()))
                .count();
    }

    private @Nullable String device(List<Accepted> events) {
        return events.stream()
                .sorted(Comparator.comparingInt(e -> e.position))
                .map(e -> text(e.event.getContext(), "user_agent"))
                .filter(Objects::nonNull)
                .findFirst()
                .map(settings.deviceClass())
                .orElse(null);
    }

    private static boolean bot(UnitHistory history, List<Accepted> events) {
        int opened = events.stream().mapToInt(e -> e.position).min().orElseThrow();
        return events.stream().anyMatch(e -> !e.kept())
                || history.verdicts.stream().filter(Verdict::started).anyMatch(v -> v.position() >= opened);
    }

    private static Map<String, String> variants(String unit, Facts facts, long end) {
        Map<String, String> variants = new TreeMap<>();
        for (String experiment : facts.experiments()) {
            Placement placement = facts.placement(experiment, unit, end);
            if (placement != null && placement.arm() != null) {
                variants.put(experiment, placement.arm());
            }
        }
        return variants;
    }

    private static @Nullable String page(UserEvent event) {
        String page = text(event.getContext(), "page");
        page = page == null ? text(event.getEventProperties(), "page_name") : page;
        return page == null ? text(event.getEventProperties(), "path") : page;
    }

    /** The value; null where it is absent or empty. */
    private static @Nullable String text(Map<String, String> map, String key) {
        String value = map.get(key);
        return value == null || value.isEmpty() ? null : value;
    }
}
