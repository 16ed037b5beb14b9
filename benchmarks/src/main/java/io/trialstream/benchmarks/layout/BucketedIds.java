package io.trialstream.benchmarks.layout;

import org.apache.kafka.common.utils.Bytes;

/** Ids by (user, 15-minute bucket), with a directory of one-byte fingerprints in the hot record. */
final class BucketedIds implements Ids {
    private final Table users;

    BucketedIds(Table users) {
        this.users = users;
    }

    @Override
    public Directory read(In in) {
        FingerprintDirectory directory = in.hasMore() ? FingerprintDirectory.read(in) : new FingerprintDirectory();
        return new Directory() {
            @Override
            public boolean add(String user, Id id, long time) {
                long bucket = Math.floorDiv(time, Clock.WINDOW);
                for (long other : directory.candidates(id, bucket)) {
                    if (block(Table.key('i', user, (int) other)).contains(id)) {
                        return false;
                    }
                }
                Bytes key = Table.key('i', user, (int) bucket);
                IdBlock own = directory.contains(bucket) ? block(key) : IdBlock.EMPTY;
                if (own.contains(id)) {
                    return false;
                }
                users.put(key, own.with(id, time).bytes());
                directory.add(id, bucket);
                return true;
            }

            @Override
            public void expire(String user, long watermark) {
                for (long gone : directory.expire(watermark)) {
                    users.delete(Table.key('i', user, (int) gone));
                }
            }

            @Override
            public void write(Out out) {
                directory.write(out);
            }
        };
    }

    private IdBlock block(Bytes key) {
        return new IdBlock(users.get(key));
    }
}
