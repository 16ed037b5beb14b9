package io.trialstream.benchmarks.layout;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/**
 * Ids by (user, six-hour epoch, slot). An epoch begins with one slot and one-byte fingerprints of its ids in the hot record;
 * when a slot holds {@value #SLOT_IDS} ids on average, the slots double and ids are spread by their bits. So no value is ever
 * long, and looking for an id reads at most one slot in each of five epochs.
 */
final class SlottedIds implements Ids {
    static final int SLOT_IDS = 32;
    private static final long EPOCH_MS = 6 * 60 * 60_000L;

    private final Table users;

    SlottedIds(Table users) {
        this.users = users;
    }

    /** Fingerprints are kept while there is one slot only: of many ids nearly every one would match. */
    private static final class Epoch {
        int ids;
        byte[] fingerprints = new byte[0];

        int slots() {
            return Math.max(1, Integer.highestOneBit(Math.max(1, ids - 1) / SLOT_IDS) * 2);
        }

        boolean mayHold(Id id) {
            if (ids > SLOT_IDS) {
                return true;
            }
            for (byte known : fingerprints) {
                if (known == id.fingerprint()) {
                    return true;
                }
            }
            return false;
        }

        void add(Id id) {
            ids++;
            if (ids <= SLOT_IDS) {
                fingerprints = Arrays.copyOf(fingerprints, ids);
                fingerprints[ids - 1] = id.fingerprint();
            } else {
                fingerprints = new byte[0];
            }
        }
    }

    @Override
    public Directory read(In in) {
        TreeMap<Long, Epoch> epochs = new TreeMap<>();
        long number = 0;
        for (int left = in.hasMore() ? in.readCount() : 0; left > 0; left--) {
            Epoch epoch = new Epoch();
            number += in.readNumber();
            epoch.ids = in.readCount();
            epoch.fingerprints = epoch.ids <= SLOT_IDS ? in.readRaw(epoch.ids) : new byte[0];
            epochs.put(number, epoch);
        }
        return new Slots(epochs);
    }

    private final class Slots implements Directory {
        private final TreeMap<Long, Epoch> epochs;

        Slots(TreeMap<Long, Epoch> epochs) {
            this.epochs = epochs;
        }

        @Override
        public boolean add(String user, Id id, long time) {
            for (Map.Entry<Long, Epoch> e : epochs.entrySet()) {
                if (e.getValue().mayHold(id)
                        && block(user, e.getKey(), slot(id, e.getValue().slots()))
                                .contains(id)) {
                    return false;
                }
            }
            long number = Math.floorDiv(time, EPOCH_MS);
            Epoch epoch = epochs.computeIfAbsent(number, n -> new Epoch());
            int before = epoch.slots();
            epoch.add(id);
            if (epoch.slots() > before) {
                split(user, number, before);
            }
            int slot = slot(id, epoch.slots());
            put(user, number, slot, block(user, number, slot).with(id, time));
            return true;
        }

        private void split(String user, long epoch, int slots) {
            for (int slot = 0; slot < slots; slot++) {
                IdBlock all = block(user, epoch, slot);
                IdBlock low = IdBlock.EMPTY;
                IdBlock high = IdBlock.EMPTY;
                for (int i = 0; i < all.size(); i++) {
                    Id id = all.id(i);
                    if (slot(id, slots * 2) == slot) {
                        low = low.with(id, all.time(i));
                    } else {
                        high = high.with(id, all.time(i));
                    }
                }
                put(user, epoch, slot, low);
                put(user, epoch, slot + slots, high);
            }
        }

        @Override
        public void expire(String user, long watermark) {
            for (Iterator<Map.Entry<Long, Epoch>> it = epochs.entrySet().iterator(); it.hasNext(); ) {
                Map.Entry<Long, Epoch> e = it.next();
                if (watermark < (e.getKey() + 1) * EPOCH_MS + Clock.MEMORY) {
                    break;
                }
                for (int slot = 0; slot < e.getValue().slots(); slot++) {
                    users.delete(key(user, e.getKey(), slot));
                }
                it.remove();
            }
        }

        @Override
        public void write(Out out) {
            out.writeNumber(epochs.size());
            long previous = 0;
            for (Map.Entry<Long, Epoch> e : epochs.entrySet()) {
                out.writeNumber(e.getKey() - previous).writeNumber(e.getValue().ids);
                out.writeRaw(e.getValue().fingerprints);
                previous = e.getKey();
            }
        }
    }

    /** The low bits, so that doubling moves an id from slot s to s or to s + slots. */
    private static int slot(Id id, int slots) {
        return (int) (id.mixed() >>> 32) & slots - 1;
    }

    private IdBlock block(String user, long epoch, int slot) {
        return new IdBlock(users.get(key(user, epoch, slot)));
    }

    private void put(String user, long epoch, int slot, IdBlock block) {
        users.put(key(user, epoch, slot), block.bytes());
    }

    private static Bytes key(String user, long epoch, int slot) {
        return Table.key('i', user, (int) epoch, slot);
    }
}
