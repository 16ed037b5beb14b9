package io.trialstream.app.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trialstream.schemas.Session;
import io.trialstream.topology.query.AccountingView;
import io.trialstream.topology.query.PartitionView;
import io.trialstream.topology.query.UserView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The read views of the state stores as JSON. */
final class Views {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> STAGES_WITH_REASONS = List.of("invalid", "late", "bot");

    private Views() {}

    static ObjectNode accounting(AccountingView total, List<PartitionView> partitions, @Nullable Long finalThrough) {
        ObjectNode json = accounting(total);
        json.set("finalThrough", RecordViews.moment(finalThrough));
        json.set("partitions", array(partitions, Views::partition));
        return json;
    }

    private static ObjectNode accounting(AccountingView view) {
        ObjectNode json = NODES.objectNode()
                .put("in", view.in())
                .put("invalid", view.invalid())
                .put("late", view.late())
                .put("duplicate", view.duplicate())
                .put("bot", view.bot())
                .put("kept", view.kept())
                .put("balanced", view.balanced())
                .put("watermarks", view.watermarks())
                .put("facts", view.facts());
        ObjectNode byReason = json.putObject("byReason");
        STAGES_WITH_REASONS.forEach(stage -> {
            ObjectNode reasons = byReason.putObject(stage);
            new TreeMap<>(view.byReason().getOrDefault(stage, Map.of())).forEach(reasons::put);
        });
        return json;
    }

    private static ObjectNode partition(PartitionView view) {
        ObjectNode json = NODES.objectNode().put("partition", view.partition());
        json.set("watermark", RecordViews.moment(view.watermark()));
        json.set("closedThrough", RecordViews.moment(view.closedThrough()));
        json.set("accounting", accounting(view.accounting()));
        return json;
    }

    static ObjectNode user(UserView view) {
        ObjectNode json = NODES.objectNode().put("unit", view.unit());
        UserView.VerdictView verdict = view.verdict();
        json.set("verdict", verdict == null ? NODES.nullNode() : verdict(verdict));
        json.set("openWindows", array(view.windows(), Views::window));
        json.set("openSessions", array(view.openSessions(), RecordViews::json));
        json.set("assignments", array(view.assignments(), Views::assignment));
        json.set("enrolments", array(view.enrolments(), Views::enrolment));
        return json;
    }

    private static ObjectNode verdict(UserView.VerdictView verdict) {
        ObjectNode json = NODES.objectNode().put("reason", verdict.reason());
        json.set("from", RecordViews.moment(verdict.from()));
        json.set("until", RecordViews.moment(verdict.until()));
        return json;
    }

    private static ObjectNode window(UserView.OpenWindow window) {
        ObjectNode json = NODES.objectNode();
        json.set("windowStart", RecordViews.moment(window.windowStart()));
        return json.put("keptEvents", window.keptEvents()).put("botEvents", window.botEvents());
    }

    private static ObjectNode assignment(UserView.AssignmentView assignment) {
        ObjectNode json = NODES.objectNode()
                .put("experimentId", assignment.experimentId())
                .put("variant", assignment.variant());
        json.set("assignedAt", RecordViews.moment(assignment.assignedAt()));
        return json;
    }

    private static ObjectNode enrolment(UserView.EnrolmentView enrolment) {
        ObjectNode json = NODES.objectNode()
                .put("experimentId", enrolment.experimentId())
                .put("version", enrolment.version())
                .put("phase", enrolment.phase())
                .put("variant", enrolment.variant());
        json.set("firstExposure", RecordViews.moment(enrolment.firstExposure()));
        return json.put("dropped", enrolment.dropped()).put("multiExposed", enrolment.multiExposed());
    }

    static ArrayNode sessions(List<Session> sessions) {
        return array(sessions, RecordViews::json);
    }

    static <T> ArrayNode array(List<T> items, Function<T, ObjectNode> view) {
        ArrayNode array = NODES.arrayNode(items.size());
        items.forEach(item -> array.add(view.apply(item)));
        return array;
    }
}
