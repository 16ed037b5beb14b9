package io.trialstream.generator.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * The codecs by the libraries that Kafka's clients bring, in place of Parquet's own, which need Hadoop. A page is
 * compressed as a whole; one that claims to be larger than {@link #MAX_PAGE_BYTES} is refused.
 */
final class Codecs implements CompressionCodecFactory {
    /** The largest page, decompressed: 64 times what writers make by default. */
    static final int MAX_PAGE_BYTES = 64 << 20;

    private static final int ZSTD_LEVEL = 3;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        return new Pages(name);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return new Pages(name);
    }

    @Override
    public void release() {}

    private static byte[] compress(CompressionCodecName name, byte[] plain) throws IOException {
        return switch (name) {
            case UNCOMPRESSED -> plain;
            case SNAPPY -> Snappy.compress(plain);
            case ZSTD -> Zstd.compress(plain, ZSTD_LEVEL);
            case GZIP -> gzip(plain);
            default -> throw unknown(name);
        };
    }

    private static byte[] decompress(CompressionCodecName name, byte[] packed, int size) throws IOException {
        if (size < 0 || size > MAX_PAGE_BYTES) {
            throw new IOException("page of " + size + " bytes, expected at most " + MAX_PAGE_BYTES);
        }
        byte[] plain = switch (name) {
            case UNCOMPRESSED -> packed;
            case SNAPPY -> snappy(packed, size);
            case ZSTD -> Zstd.decompress(packed, size);
            case GZIP -> new GZIPInputStream(new ByteArrayInputStream(packed)).readNBytes(size);
            default -> throw unknown(name);
        };
        if (plain.length != size) {
            throw new IOException("page of " + plain.length + " bytes, expected " + size);
        }
        return plain;
    }

    /** Asks for the size before it makes room for it. */
    private static byte[] snappy(byte[] packed, int size) throws IOException {
        int actual = Snappy.uncompressedLength(packed);
        if (actual != size) {
            throw new IOException("page of " + actual + " bytes, expected " + size);
        }
        return Snappy.uncompress(packed);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static IOException unknown(CompressionCodecName name) {
        return new IOException("compression " + name + ", expected none, SNAPPY, ZSTD or GZIP");
    }

    /** Pages of one codec. Keeps nothing between them. */
    private record Pages(CompressionCodecName name) implements BytesInputCompressor, BytesInputDecompressor {
        @Override
        public BytesInput compress(BytesInput plain) throws IOException {
            return BytesInput.from(Codecs.compress(name, plain.toByteArray()));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return name;
        }

        @Override
        public BytesInput decompress(BytesInput packed, int size) throws IOException {
            return BytesInput.from(Codecs.decompress(name, packed.toByteArray(), size));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer plain, int size) throws IOException {
            byte[] bytes = new byte[packedSize];
            packed.get(bytes);
            plain.put(Codecs.decompress(name, bytes, size));
        }

        @Override
        public void release() {}
    }
}
