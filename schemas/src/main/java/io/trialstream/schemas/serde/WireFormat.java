package io.trialstream.schemas.serde;

/**
 * The Confluent wire format: byte 0 is zero, bytes 1 to 4 are the schema id, big-endian, and Avro binary follows.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format">Wire
 *     format</a>
 */
public final class WireFormat {
    /** Byte 0 of every record. */
    public static final byte MAGIC = 0;

    /** Where the Avro binary starts, in bytes. */
    public static final int BODY_OFFSET = 5;

    private WireFormat() {}

    /**
     * The id of the schema a value was written with.
     *
     * @param value a record's value, header included
     * @return the id; below 0 no registry has issued it
     * @throws UndecodableException if the value is shorter than the header, or byte 0 is not {@link #MAGIC}
     */
    public static int schemaId(byte[] value) {
        if (value.length < BODY_OFFSET) {
            throw new UndecodableException(
                    "a header of 5 bytes (0, then a four-byte schema id)", value.length + " bytes", value.length);
        }
        if (value[0] != MAGIC) {
            throw new UndecodableException("magic byte 0", "byte 0x%02x".formatted(value[0] & 0xff), 0);
        }
        return (value[1] & 0xff) << 24 | (value[2] & 0xff) << 16 | (value[3] & 0xff) << 8 | (value[4] & 0xff);
    }

    /** Writes the header into the first {@link #BODY_OFFSET} bytes of {@code target}. */
    public static void putHeader(byte[] target, int schemaId) {
        target[0] = MAGIC;
        target[1] = (byte) (schemaId >>> 24);
        target[2] = (byte) (schemaId >>> 16);
        target[3] = (byte) (schemaId >>> 8);
        target[4] = (byte) schemaId;
    }
}
