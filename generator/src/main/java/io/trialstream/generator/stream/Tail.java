package io.trialstream.generator.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.schemas.MarkerHeaders;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What follows a stream's last complete interval in its raw topic, as a multiset of records per partition: those of an
 * interval that was broken off, and those that others wrote. A record that is about to be sent and is in here is there
 * already. Records are told apart by 128 bits of a hash of key, value and headers. Not thread-safe.
 */
final class Tail {
    /** The most records that are read: some 200 MB of memory, two intervals of a million events. */
    static final long MAX_RECORDS = 2_000_000;

    /** No offset. */
    static final long ABSENT = -1;

    private final List<Map<Digest, Places>> partitions;
    private final MessageDigest md5 = md5();
    private final boolean[] missed;
    private long events;
    private long left;
    private long disordered;

    private record Digest(long high, long low) {}

    /** Where equal records are, in order; mostly there is but one. */
    private static final class Places {
        private final long first;
        private @Nullable Deque<Long> more;

        Places(long first) {
            this.first = first;
        }

        void add(long offset) {
            if (more == null) {
                more = new ArrayDeque<>();
            }
            more.add(offset);
        }

        /** Without the first; null where none is left. */
        @Nullable
        Places rest() {
            if (more == null || more.isEmpty()) {
                return null;
            }
            Places rest = new Places(more.remove());
            rest.more = more;
            return rest;
        }
    }

    Tail(int partitionCount) {
        partitions = new ArrayList<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            partitions.add(new HashMap<>());
        }
        missed = new boolean[partitionCount];
    }

    /**
     * Reads what follows.
     *
     * @param ends offset after the last complete interval, by partition
     * @throws GeneratorException where the topic does not hold what {@code ends} says, more than {@link #MAX_RECORDS}
     *     follow, or the topic cannot be read
     */
    static Tail read(KafkaClients clients, TopicState raw, long[] ends) {
        check(raw, ends);
        Tail tail = new Tail(raw.partitions());
        TopicReader.read(clients, raw.name(), ends, raw.ends(), tail::add);
        return tail;
    }

    /** How many records were read that may be events: with a value, or without one and no marker. */
    long events() {
        return events;
    }

    /** How many of these were not taken. */
    long left() {
        return left;
    }

    /**
     * How many records were taken from a partition after one had been asked for that was not there. What arrived of an
     * interval is what was sent first, so there are none but where the broker lost records that it had acknowledged, or
     * somebody else wrote the very same bytes.
     */
    long disordered() {
        return disordered;
    }

    /**
     * Takes a record out, of equal ones the first.
     *
     * @return its offset; {@link #ABSENT} where it is not in here
     */
    long take(int partition, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        Map<Digest, Places> records = partitions.get(partition);
        if (records.isEmpty()) {
            return ABSENT;
        }
        Digest digest = digest(key, value, headers);
        Places places = records.get(digest);
        if (places == null) {
            missed[partition] = true;
            return ABSENT;
        }
        records.computeIfPresent(digest, (same, all) -> all.rest());
        left -= isMarker(value, headers) ? 0 : 1;
        disordered += missed[partition] ? 1 : 0;
        return places.first;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        Map<Digest, Places> records = partitions.get(record.partition());
        Digest digest = digest(record.key(), record.value(), record.headers());
        Places places = records.get(digest);
        if (places == null) {
            records.put(digest, new Places(record.offset()));
        } else {
            places.add(record.offset());
        }
        if (!isMarker(record.value(), record.headers())) {
            events++;
            left++;
        }
    }

    private static boolean isMarker(byte @Nullable [] value, Headers headers) {
        return value == null
                && (headers.lastHeader(MarkerHeaders.WATERMARK) != null
                        || headers.lastHeader(MarkerHeaders.FACT) != null);
    }

    private static void check(TopicState raw, long[] ends) {
        if (ends.length != raw.partitions()) {
            throw new GeneratorException("topic " + raw.name() + " had " + ends.length
                    + " partitions when the stream there was written and has " + raw.partitions()
                    + " now: units moved; choose another topic");
        }
        long records = 0;
        for (int partition = 0; partition < ends.length; partition++) {
            long begin = raw.begins()[partition];
            long end = raw.ends()[partition];
            if (ends[partition] > end || ends[partition] < begin) {
                throw new GeneratorException("partition " + partition + " of topic " + raw.name()
                        + " holds the offsets from " + begin + " to " + end + ", expected it to hold all from "
                        + ends[partition]
                        + " on, where the last complete interval ends: records were lost or deleted; choose another"
                        + " topic");
            }
            records += end - ends[partition];
        }
        if (records > MAX_RECORDS) {
            throw new GeneratorException(records + " records follow the last complete interval in topic " + raw.name()
                    + ", expected at most " + MAX_RECORDS + ": others write much there; choose another topic");
        }
    }

    private Digest digest(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        update(key);
        update(value);
        for (Header header : headers) {
            update(header.key().getBytes(UTF_8));
            update(header.value());
        }
        ByteBuffer digest = ByteBuffer.wrap(md5.digest());
        return new Digest(digest.getLong(), digest.getLong());
    }

    /** With its length, so that no two lists of byte arrays look alike. */
    private void update(byte @Nullable [] bytes) {
        md5.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(bytes == null ? -1 : bytes.length)
                .flip());
        if (bytes != null) {
            md5.update(bytes);
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
