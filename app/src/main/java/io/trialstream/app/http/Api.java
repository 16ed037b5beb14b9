package io.trialstream.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.schemas.Session;
import io.trialstream.schemas.VariantWindow;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UserView;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers to {@code /api/v1/…}: what was asked for, and as of when and by whom it was served. */
final class Api {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PROVISIONAL = "provisional";
    private static final String FINAL = "final";

    private static final String FOREIGN_CURSOR =
            "cursor: expected what this list gave as nextCursor, found another list's";
    private static final Pattern FINAL_KEY = Pattern.compile("[^/]+/\\d+/[^/]+/[^/]+/-?\\d{1,18}");

    private final Asker ask;
    private final Clock clock;

    Api(Asker ask, Clock clock) {
        this.ask = ask;
        this.clock = clock;
    }

    void experiments(Context context) {
        Page page = page(context);
        List<ExperimentDefinition> found = ask.merge(MergeQueries::experiments).stream()
                .sorted(Comparator.comparing(ExperimentDefinition::getId))
                .filter(definition -> page.after() == null || definition.getId().compareTo(page.after()) > 0)
                .limit(page.limit() + 1L)
                .toList();
        Page.Items<ExperimentDefinition> items = page.cut(found, ExperimentDefinition::getId);
        answer(context, Views.array(items.items(), RecordViews::json), PROVISIONAL, items.next());
    }

    void scorecard(Context context) {
        String id = context.pathParam("id");
        Scorecard scorecard = ask.merge(merge -> merge.scorecard(id))
                .orElseThrow(() -> Problem.notFound("there is no scorecard of an experiment '" + id + "'"));
        answer(context, RecordViews.json(scorecard), scorecard.getStatus().name(), null);
    }

    void windows(Context context) {
        String id = context.pathParam("id");
        long from = moment(context, "from", Long.MIN_VALUE);
        long to = moment(context, "to", Long.MAX_VALUE);
        Page page = page(context);
        requireFinalKey(page.after());
        List<VariantWindow> found = ask.merge(merge -> merge.windows(id, from, to, page.limit() + 1, page.after()));
        if (found.isEmpty() && !isKnown(id)) {
            throw Problem.notFound("there is no experiment '" + id + "'");
        }
        Page.Items<VariantWindow> items = page.cut(found, Api::key);
        answer(context, Views.array(items.items(), RecordViews::json), FINAL, items.next());
    }

    private static void requireFinalKey(@Nullable String after) {
        if (after != null && !FINAL_KEY.matcher(after).matches()) {
            throw Problem.badRequest(FOREIGN_CURSOR);
        }
    }

    private boolean isKnown(String id) {
        return ask.merge(MergeQueries::experiments).stream()
                .anyMatch(definition -> definition.getId().equals(id));
    }

    /** As the finals are keyed in {@code variant-ctr}. */
    private static String key(VariantWindow window) {
        return window.getExperimentId() + "/" + window.getVersion() + "/" + window.getPhase() + "/"
                + window.getVariant() + "/" + window.getWindowStart();
    }

    void user(Context context) {
        answer(context, Views.user(knownUser(context.pathParam("unit"))), PROVISIONAL, null);
    }

    void sessions(Context context) {
        String unit = context.pathParam("unit");
        Page page = page(context);
        long before = ordinal(page.after());
        List<Session> found = ask.unit(unit, users -> users.closedSessions(unit)).stream()
                .filter(session -> session.getOrdinal() < before)
                .limit(page.limit() + 1L)
                .toList();
        if (found.isEmpty()) {
            knownUser(unit);
        }
        Page.Items<Session> items = page.cut(found, session -> Long.toString(session.getOrdinal()));
        answer(context, Views.sessions(items.items()), FINAL, items.next());
    }

    private UserView knownUser(String unit) {
        Optional<UserView> user = ask.unit(unit, users -> users.user(unit));
        return user.orElseThrow(() -> Problem.notFound("unit '" + unit + "' was never seen"));
    }

    private static long ordinal(@Nullable String after) {
        try {
            return after == null ? Long.MAX_VALUE : Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Problem.badRequest(FOREIGN_CURSOR);
        }
    }

    void accounting(Context context) {
        answer(context, accounting(ask), PROVISIONAL, null);
    }

    static ObjectNode accounting(Asker ask) {
        return ask.merge(merge -> Views.accounting(merge.accounting(), merge.partitions(), merge.finalThrough()));
    }

    /** Data in its envelope, which tells who served it, when, and whether it can still change. */
    void answer(Context context, JsonNode data, String status, @Nullable String nextCursor) {
        ObjectNode envelope = NODES.objectNode();
        envelope.set("data", data);
        if (nextCursor != null) {
            envelope.put("nextCursor", nextCursor);
        }
        envelope.putObject("served")
                .put("instance", ask.instance())
                .put("store", "active")
                .put("lagRecords", ask.lagRecords())
                .put("asOf", clock.instant().toString())
                .put("status", status);
        context.contentType("application/json").result(envelope.toString());
    }

    private static Page page(Context context) {
        return Page.of(context.queryParam("limit"), context.queryParam("cursor"));
    }

    private static long moment(Context context, String name, long otherwise) {
        String text = context.queryParam(name);
        try {
            return text == null
                    ? otherwise
                    : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Problem.badRequest(name + ": expected a time such as " + Instant.EPOCH + ", found '" + text + "'");
        }
    }
}
