package io.trialstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our decoder and encoder against Avro's own, over every type there is. */
class ArrayCodecTest {
    private static final int RECORDS = 200;

    private static final Schema EVERYTHING = new Schema.Parser().parse("""
            {"type":"record","name":"E","fields":[
              {"name":"null","type":"null"}, {"name":"boolean","type":"boolean"}, {"name":"int","type":"int"},
              {"name":"long","type":"long"}, {"name":"float","type":"float"}, {"name":"double","type":"double"},
              {"name":"string","type":"string"}, {"name":"bytes","type":"bytes"},
              {"name":"java","type":{"type":"string","avro.java.string":"String"}},
              {"name":"fixed","type":{"type":"fixed","name":"F","size":5}},
              {"name":"enum","type":{"type":"enum","name":"N","symbols":["a","b","c"]}},
              {"name":"array","type":{"type":"array","items":"string"}},
              {"name":"map","type":{"type":"map","values":{"type":"array","items":"long"}}},
              {"name":"union","type":["null","double",{"type":"map","values":"bytes"}]},
              {"name":"last","type":"long"}]}
            """);

    /** Of the same data only the ends, so that all between is skipped. */
    private static final Schema ENDS = new Schema.Parser().parse("""
            {"type":"record","name":"E","fields":[{"name":"boolean","type":"boolean"},{"name":"last","type":"long"}]}
            """);

    private static Iterable<Object> records(int seed) {
        return new RandomData(EVERYTHING, RECORDS, seed);
    }

    /** A blocking encoder writes negative counts with sizes, the other one positive counts alone. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsAndSkipsWhatAvrosEncodersWrite(boolean blocking) throws IOException {
        for (Object record : records(11)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = blocking
                    ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null)
                    : EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<>(EVERYTHING).write(record, encoder);
            encoder.flush();

            ArrayDecoder reading = new ArrayDecoder(out.toByteArray(), 0);
            assertThat(new GenericDatumReader<>(EVERYTHING).read(null, reading)).isEqualTo(record);
            assertThat(reading.position()).isEqualTo(out.size());

            ArrayDecoder skipping = new ArrayDecoder(out.toByteArray(), 0);
            GenericData.Record ends = new GenericDatumReader<GenericData.Record>(EVERYTHING, ENDS).read(null, skipping);
            assertThat(ends.get("last")).isEqualTo(((GenericData.Record) record).get("last"));
            assertThat(skipping.position()).isEqualTo(out.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void writesTheBytesAvrosEncoderWrites(int seed) throws IOException {
        ArrayEncoder ours = new ArrayEncoder();
        for (Object record : records(seed)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<>(EVERYTHING).write(record, encoder);
            encoder.flush();

            ours.reset();
            new GenericDatumWriter<>(EVERYTHING).write(record, ours);
            byte[] value = ours.toRecord(0x01020304);

            assertThat(Arrays.copyOf(value, 5)).containsExactly(0, 1, 2, 3, 4);
            assertThat(Arrays.copyOfRange(value, 5, value.length)).isEqualTo(out.toByteArray());
        }
    }
}
