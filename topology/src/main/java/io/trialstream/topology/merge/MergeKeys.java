package io.trialstream.topology.merge;

import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/** Keys of the merge store: a byte for the kind; what is ranged over is sortable. */
public final class MergeKeys {
    private MergeKeys() {}

    /** {@link Report.Mark} of a source partition. */
    public static Bytes mark(int partition) {
        return bytes(start('m').writeSortable(partition));
    }

    /** {@link Report.Facts} of the partition that has been told most. */
    public static Bytes facts(String experiment) {
        return bytes(start('f').writeRaw(utf8(experiment)));
    }

    /** {@link Report.Sums} of an experiment and source partition. */
    public static Bytes sums(String experiment, int partition) {
        return bytes(start('s').writeString(experiment).writeSortable(partition));
    }

    /** {@link Report.Closed}, until the window is final. */
    public static Bytes closed(long windowStart, String experiment, int partition) {
        return bytes(
                start('w').writeSortable(windowStart).writeString(experiment).writeSortable(partition));
    }

    /** Before all {@link #closed} keys of windows that start at {@code windowStart} or later. */
    public static Bytes closedFrom(long windowStart) {
        return bytes(start('w').writeSortable(windowStart));
    }

    /** A final window's record. */
    public static Bytes finalWindow(long windowStart, String variantCtrKey) {
        return bytes(start('v').writeSortable(windowStart).writeRaw(utf8(variantCtrKey)));
    }

    /** Before all {@link #finalWindow} keys of windows that start at {@code windowStart} or later. */
    public static Bytes finalsFrom(long windowStart) {
        return bytes(start('v').writeSortable(windowStart));
    }

    /** The scorecard last computed. */
    public static Bytes scorecard(String experiment) {
        return bytes(start('k').writeRaw(utf8(experiment)));
    }

    /** End of the newest final window. */
    public static Bytes finalThrough() {
        return bytes(start('t'));
    }

    /** First key of a kind, for ranges over it. */
    public static Bytes first(char kind) {
        return bytes(start(kind));
    }

    /** A key behind all of a kind. */
    public static Bytes end(char kind) {
        return bytes(start((char) (kind + 1)));
    }

    /** The value of {@link #finalThrough()}. */
    public static byte[] time(long time) {
        return new ByteWriter().writeSigned(time).toBytes();
    }

    /** Reads what {@link #time} wrote. */
    public static long time(byte[] bytes) {
        return new ByteReader(bytes).readSigned();
    }

    private static ByteWriter start(char kind) {
        return new ByteWriter().writeByte(kind);
    }

    private static Bytes bytes(ByteWriter out) {
        return Bytes.wrap(out.toBytes());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
