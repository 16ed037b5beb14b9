package io.trialstream.app.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What an object's lines are taken for. */
class ArchiveTest {
    @Test
    void everyLineCountsOnceByWhereItComesFrom() throws IOException {
        Tally tally = count("""
                {"event_id":"a","context":"{\\"_kafka\\":{\\"offset\\":9}}","_kafka":{"key":"u","topic":"t","partition":1,"offset":7,"headers":{"offset":"8"}}}
                {"_kafka":{"offset":4,"partition":0},"variants":{"_kafka":[{"x":{}}]}}
                {"_raw":"AAECAw==","_kafka":{"key":null,"partition":0,"offset":5}}
                """);

        assertThat(tally)
                .isEqualTo(Tally.NONE.with(0, 5).with(1, 7).with(0, 4))
                .isNotEqualTo(Tally.NONE.with(0, 5).with(1, 7).with(0, 9));
        assertThat(count("")).isEqualTo(Tally.NONE);
    }

    @Test
    void aMissingRecordIsNotMadeUpForByAnotherThatIsThereTwice() {
        Tally complete = Tally.NONE.with(0, 1).with(0, 2).with(1, 1);
        Tally twice = Tally.NONE.with(0, 1).with(0, 2).with(0, 2);

        assertThat(twice.records()).isEqualTo(complete.records());
        assertThat(twice).isNotEqualTo(complete);
        assertThat(Tally.NONE.with(1, 1).plus(Tally.NONE.with(0, 1).with(0, 2))).isEqualTo(complete);
    }

    @Test
    void aLineThatDoesNotSayWhereItComesFromIsNoRecord() {
        assertThatThrownBy(() -> count("{\"event_id\":\"a\"}\n"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("expected a JSON object with one member _kafka that ends at ");
        assertThatThrownBy(() -> count("{\"_kafka\":{\"partition\":1}}\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("expected partition and offset in _kafka, actual 1 and -1");
        assertThatThrownBy(() -> count("{\"_kafka\":{\"partition\":1,\"offs")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> count("[1]\n")).isInstanceOf(IOException.class);
    }

    private static Tally count(String lines) throws IOException {
        return Archive.count(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    }
}
