package io.trialstream.app.query;

import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UnitQueries;
import java.util.function.Function;

/** Where questions about state are asked. Answers may hold what is not committed yet. Thread-safe. */
public interface StateQueries {
    /**
     * Asks about experiments and totals.
     *
     * @throws StoreMovingException while the store cannot be read here
     */
    <T> T askMerge(Function<MergeQueries, T> question);

    /**
     * Asks about one unit.
     *
     * @throws StoreMovingException while the store cannot be read here
     * @throws ElsewhereException when another instance owns the unit
     */
    <T> T askUnit(String unit, Function<UnitQueries, T> question);

    /** Who answers: {@code host:port}. */
    String instance();

    /** Records that wait on the broker to be processed, as of the last fetch; 0 when caught up. */
    long lagRecords();
}
