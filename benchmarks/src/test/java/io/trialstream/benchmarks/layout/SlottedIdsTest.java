package io.trialstream.benchmarks.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

class SlottedIdsTest {
    private final KeyValueStore<Bytes, byte[]> store = new InMemoryKeyValueStore("ids");
    private final Ids ids = new SlottedIds(new Table(store, new Table.Calls()));

    /** Opens the store without a task: it needs none when it is not logged. */
    private static Map<Id, Long> random(int count, long from, long lengthMs) {
        SplittableRandom random = new SplittableRandom(5);
        Map<Id, Long> all = new HashMap<>();
        for (int i = 0; i < count; i++) {
            all.put(new Id(random.nextLong(), random.nextLong()), from + lengthMs * i / count);
        }
        return all;
    }

    @Test
    void findsEveryIdAgainHoweverOftenSlotsDoubleAndKeepsValuesShort() {
        Map<Id, Long> all = random(3_000, Workload.START, Workload.DAY_MS / 4);
        Out hot = new Out();
        ids.read(new In(new byte[0])).write(hot.reset());
        for (Map.Entry<Id, Long> id : all.entrySet()) {
            Ids.Directory directory = ids.read(new In(hot.toBytes()));
            assertThat(directory.add("u", id.getKey(), id.getValue())).isTrue();
            directory.write(hot.reset());
        }
        Ids.Directory directory = ids.read(new In(hot.toBytes()));
        all.forEach((id, time) -> assertThat(directory.add("u", id, time)).isFalse());
        assertThat(hot.toBytes().length).isLessThan(32);
        try (var values = store.all()) {
            values.forEachRemaining(entry -> assertThat(entry.value.length).isLessThan(100 * IdBlock.ENTRY_BYTES));
        }
        directory.expire("u", Workload.START + 2 * Workload.DAY_MS);
        assertThat(store.approximateNumEntries()).isZero();
    }
}
