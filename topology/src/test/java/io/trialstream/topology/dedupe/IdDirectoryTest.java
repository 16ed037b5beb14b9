package io.trialstream.topology.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdDirectoryTest {
    private static final long DAY = 86_400_000;

    @Test
    void neverMissesABucketThatHoldsTheId() {
        IdDirectory directory = new IdDirectory();
        for (int i = 0; i < 10_000; i++) {
            EventId id = EventId.of(new UUID(i * 7919L, i).toString());
            directory.add(id, i % 40);
            assertThat(reread(directory).candidates(id, -1)).contains((long) (i % 40));
            i += i > 200 ? 97 : 0;
        }
    }

    @Test
    void asksForFewBucketsInVain() {
        IdDirectory directory = new IdDirectory();
        for (int bucket = 0; bucket < 96; bucket++) {
            directory.add(EventId.of("event-" + bucket), bucket);
        }
        long asked = 0;
        for (int i = 0; i < 1_000; i++) {
            asked += directory.candidates(EventId.of("other-" + i), -1).size();
        }
        // 96,000 comparisons of one byte: 375 expected, 19 the standard deviation.
        assertThat(asked).isBetween(275L, 475L);
    }

    @Test
    void aBucketGoesWhenItsLastPossibleIdIsForgotten() {
        IdDirectory directory = new IdDirectory();
        directory.add(EventId.of("a"), 0);
        directory.add(EventId.of("b"), 1);
        long lastOfFirst = IdBucket.LENGTH_MS - 1;
        assertThat(directory.nextExpiry(DAY)).isEqualTo(lastOfFirst + DAY);
        assertThat(directory.expire(lastOfFirst + DAY - 1, DAY)).isEmpty();
        assertThat(directory.expire(lastOfFirst + DAY, DAY)).isEqualTo(List.of(0L));
        assertThat(directory.contains(1)).isTrue();
    }

    @Test
    void anIdIsRememberedUntilItsOwnMemoryIsOver() {
        IdBucket bucket = new IdBucket(2);
        long time = 2 * IdBucket.LENGTH_MS + 17;
        bucket.add(EventId.of("x"), time);
        IdBucket reread = IdBucket.fromBytes(2, bucket.toBytes(new ByteWriter()));
        assertThat(reread.remembers(EventId.of("x"), time + DAY - 1, DAY)).isTrue();
        assertThat(reread.remembers(EventId.of("x"), time + DAY, DAY)).isFalse();
        assertThat(reread.remembers(EventId.of("y"), 0, DAY)).isFalse();
    }

    @Test
    void uuidsAreTheirOwnBitsAndOtherIdsTheirMd5() {
        assertThat(EventId.of("550e8400-e29b-41d4-a716-446655440000"))
                .isEqualTo(new EventId(0x550e8400e29b41d4L, 0xa716446655440000L));
        // RFC 1321, appendix A.5: MD5 ("abc")
        assertThat(EventId.of("abc")).isEqualTo(new EventId(0x900150983cd24fb0L, 0xd6963f7d28e17f72L));
        assertThat(EventId.of("550E8400-E29B-41D4-A716-446655440000"))
                .as("another text is another id")
                .isNotEqualTo(EventId.of("550e8400-e29b-41d4-a716-446655440000"));
    }

    private static IdDirectory reread(IdDirectory directory) {
        ByteWriter out = new ByteWriter();
        directory.write(out);
        return IdDirectory.read(new ByteReader(out.toBytes()));
    }
}
