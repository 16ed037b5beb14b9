package io.trialstream.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.trialstream.app.terminal.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An accounting for people. */
public final class AccountingText {
    private static final List<String> PLACES = List.of("invalid", "late", "duplicate", "bot", "kept");

    private AccountingText() {}

    /** @param accounting in the form of the contract */
    public static String of(JsonNode accounting) {
        StringBuilder text = new StringBuilder();
        long in = accounting.path("in").asLong();
        Table table = new Table("events", "count", "share");
        for (String place : PLACES) {
            long count = accounting.path(place).asLong();
            table.row(place, count(count), share(count, in));
            for (Map.Entry<String, JsonNode> reason :
                    accounting.path("byReason").path(place).properties()) {
                table.row("  " + reason.getKey(), count(reason.getValue().asLong()), "");
            }
        }
        table.row("in", count(in), "");
        text.append(table);
        text.append(
                accounting.path("balanced").asBoolean()
                        ? "  balanced: every event is in exactly one place\n"
                        : "  NOT BALANCED: in is not the sum of the others\n");
        return text.toString();
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String share(long count, long of) {
        return of == 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100.0 * count / of);
    }
}
