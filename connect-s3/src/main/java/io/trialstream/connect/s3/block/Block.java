package io.trialstream.connect.s3.block;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed range of offsets of one partition, {@code [k·N, (k+1)·N)}: one object for each directory that occurs in it.
 * Which records share an object, and so its name and bytes, is decided by the data alone.
 */
public final class Block implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Block.class);

    private final TopicPartition partition;
    private final long start;
    private final long end;
    private final boolean headless;
    private final Map<String, ObjectBuffer> objects = new LinkedHashMap<>();
    private final SpillFile spill;
    private long memory;

    /**
     * @param start its first offset
     * @param end the offset after its last
     * @param headless whether the topic may have lost its first records, of which the store then knows more
     */
    Block(TopicPartition partition, long start, long end, boolean headless, Path spillFolder) {
        this.partition = partition;
        this.start = start;
        this.end = end;
        this.headless = headless;
        spill = new SpillFile(spillFolder);
    }

    public TopicPartition partition() {
        return partition;
    }

    /** Its first offset. */
    public long start() {
        return start;
    }

    /** The offset after its last. */
    long end() {
        return end;
    }

    /** Bytes of heap that its lines take. */
    public long memory() {
        return memory;
    }

    void append(String directory, long offset, byte[] line) {
        memory += objects.computeIfAbsent(directory, key -> new ObjectBuffer(key, offset, spill))
                .append(line);
    }

    /** Moves all lines that are in memory to the temporary file. */
    void spill() throws IOException {
        for (ObjectBuffer object : objects.values()) {
            object.spill();
        }
        logger.debug("Moved {} bytes of {} from {} on to a file", memory, partition, start);
        memory = 0;
    }

    /** The objects of which the store does not have all. */
    public List<ObjectBuffer> dirty() {
        return objects.values().stream().filter(ObjectBuffer::isDirty).toList();
    }

    /** The store has all that is in the object now. */
    public void markUploaded(ObjectBuffer object) {
        object.markUploaded();
    }

    /** Whether the store has to be asked for lines before this object's first, which the topic has lost. */
    public boolean needsHead(ObjectBuffer object) {
        return headless && !object.isHeadKnown();
    }

    /** The beginning of the names of this partition's objects in a directory. */
    public String namesBegin() {
        return partition.topic() + "+" + partition.partition() + "+";
    }

    /** The key of an object: its directory, and {@code <topic>+<partition>+<first offset>.json}. */
    public String key(ObjectBuffer object) {
        return object.directory() + namesBegin() + object.firstOffset() + ".json";
    }

    /** Lets go of the temporary file; what is in memory goes with the block. */
    @Override
    public void close() {
        try {
            spill.close();
        } catch (IOException e) {
            logger.warn("Cannot remove the temporary file of {} from {} on: {}", partition, start, e.toString());
        }
    }

    @Override
    public String toString() {
        return partition + " [" + start + ", " + end + ")";
    }
}
