package io.trialstream.app.run;

import io.trialstream.app.query.StateQueries;
import io.trialstream.app.query.StoreMovingException;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.UnitQueries;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** HTTP listens before the stream processor exists, because the processor is told where; until then there are no answers. */
final class LateQueries implements StateQueries {
    private volatile @Nullable StateQueries answering;

    void answerWith(StateQueries queries) {
        answering = queries;
    }

    @Override
    public <T> T askMerge(Function<MergeQueries, T> question) {
        return ready().askMerge(question);
    }

    @Override
    public <T> T askUnit(String unit, Function<UnitQueries, T> question) {
        return ready().askUnit(unit, question);
    }

    @Override
    public String instance() {
        return ready().instance();
    }

    @Override
    public long lagRecords() {
        return ready().lagRecords();
    }

    private StateQueries ready() {
        StateQueries queries = answering;
        if (queries == null) {
            throw new StoreMovingException("the stream processor is starting");
        }
        return queries;
    }
}
