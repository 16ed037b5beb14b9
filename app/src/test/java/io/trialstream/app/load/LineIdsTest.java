package io.trialstream.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineIdsTest {
    @Test
    void occurrencesAreToldApartAcrossTheTablesGrowth() {
        LineIds first = new LineIds(true);
        LineIds again = new LineIds(true);
        Set<String> ids = new HashSet<>();
        int rows = 5000;
        for (int occurrence = 1; occurrence <= 3; occurrence++) {
            for (int i = 0; i < rows; i++) {
                Row row = Rows.of("row " + i);
                String id = first.next(row);
                assertThat(id).isEqualTo(again.next(row));
                ids.add(id);
            }
        }
        assertThat(ids).hasSize(3 * rows);
    }

    @Test
    void theFirstOccurrenceIsThePlainHash() {
        // printf '%s' 'row' | sha256sum
        assertThat(new LineIds(false).next(Rows.of("row"))).isEqualTo("634768dae1474506e4bf7d341890542b");
        assertThat(new LineIds(true).next(Rows.of("row"))).isEqualTo("634768dae1474506e4bf7d341890542b");
    }
}
