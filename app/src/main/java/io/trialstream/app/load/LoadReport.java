package io.trialstream.app.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a load did; {@code read = sent + rejected}.
 *
 * @param read rows, blank lines and the header not counted
 * @param sent events that the broker has acknowledged
 * @param rejectFile where the rejected rows are; null where there are none
 * @param byReason rejected rows
 * @param newest greatest event time that a clock could show by now, epoch ms; null where nothing was sent
 */
record LoadReport(
        long read,
        long sent,
        long rejected,
        @Nullable Path rejectFile,
        SortedMap<String, Long> byReason,
        @Nullable Long newest) {

    /** In the form of the contract. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("read", read).put("sent", sent).put("rejected", rejected);
        json.put("rejectFile", rejectFile == null ? null : rejectFile.toString());
        ObjectNode reasons = json.putObject("byReason");
        for (Map.Entry<String, Long> reason : byReason.entrySet()) {
            reasons.put(reason.getKey(), reason.getValue());
        }
        return json;
    }
}
