package io.trialstream.connect.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code PUT /connector-plugins/S3SinkConnector/config/validate} answers: the key, what was expected, what is there. */
class ValidationTest {
    private static Map<String, String> valid() {
        return new HashMap<>(Map.of(
                "name",
                "s",
                "connector.class",
                S3SinkConnector.class.getName(),
                "topics",
                "t",
                "value.converter",
                "io.trialstream.connect.avro.AvroConverter",
                S3SinkConfig.BUCKET,
                "bucket"));
    }

    private static Map<String, List<String>> errors(Map<String, String> settings) {
        Map<String, List<String>> errors = new HashMap<>();
        for (ConfigValue value : new S3SinkConnector().validate(settings).configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.computeIfAbsent(value.name(), key -> new ArrayList<>()).addAll(value.errorMessages());
            }
        }
        return errors;
    }

    @Test
    void aBucketIsEnough() {
        assertThat(errors(valid())).isEmpty();
    }

    @Test
    void theBucketIsRequired() {
        Map<String, String> settings = valid();
        settings.remove(S3SinkConfig.BUCKET);
        assertThat(errors(settings))
                .containsOnlyKeys(S3SinkConfig.BUCKET)
                .extractingByKey(S3SinkConfig.BUCKET)
                .asString()
                .contains("Missing required configuration \"s3.bucket\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3.bucket | My_Bucket | Invalid value My_Bucket for configuration s3.bucket: expected a bucket's name",
                "s3.bucket | 10.0.0.1 | for configuration s3.bucket: expected a bucket's name",
                "s3.endpoint | s3.example.com:9000 | for configuration s3.endpoint: expected http://host[:port]",
                "s3.endpoint | ${env:TRIALSTREAM_S3_ENDPOINT} | Invalid value ${env:TRIALSTREAM_S3_ENDPOINT}",
                "s3.endpoint | http://h:1/bucket | for configuration s3.endpoint: expected http://host[:port]",
                "s3.region | EU West | expected a region, as eu-central-1",
                "prefix | /staging/ | for configuration prefix: expected names joined by single slashes, without a slash at the ends",
                "timezone | Seoul | expected a time zone, as Asia/Seoul or UTC; did you mean Asia/Seoul?",
                "timezone | Mars/Olympus | Invalid value Mars/Olympus for configuration timezone: expected a time zone",
                "timestamp.field | event..timestamp | expected a field's name, or names joined by dots, as event.timestamp",
                "block.offsets | 0 | for configuration block.offsets: Value must be at least 1",
                "block.offsets | many | Invalid value many for configuration block.offsets",
                "null.values | keep | for configuration null.values: String must be one of: skip, archive",
                "null.values | archive | null.values: archive expects header.converter=org.apache.kafka.connect.converters.ByteArrayConverter",
                "buffer.max.bytes | 1000 | for configuration buffer.max.bytes: Value must be at least 1048576",
                "upload.threads | 1000 | for configuration upload.threads: Value must be no more than 64",
                "flush.idle.ms | 99 | for configuration flush.idle.ms: Value must be at least 100",
                "flush.max.age.ms | 1000 | flush.max.age.ms: expected flush.idle.ms (5000) or more, actual 1000",
                "consumer.override.auto.offset.reset | latest | expected earliest, actual latest",
                "errors.tolerance | all | errors.tolerance: expected none, or errors.retry.timeout=-1 beside it, actual all",
                "s3.buckett | b | s3.buckett: expected one of [block.offsets, buffer.max.bytes,",
            })
    void aWrongValueIsNamedWithWhatWasExpected(String key, String value, String message) {
        Map<String, String> settings = valid();
        settings.put(key, value);
        assertThat(errors(settings)).containsOnlyKeys(key);
        assertThat(errors(settings).get(key)).first().asString().contains(message);
    }

    @Test
    void aKeyWithoutItsSecretIsNamedAndTheSecretNeverShown() {
        Map<String, String> settings = valid();
        settings.put(S3SinkConfig.ACCESS_KEY_ID, "AKIA");
        assertThat(errors(settings).get(S3SinkConfig.SECRET_ACCESS_KEY))
                .singleElement()
                .asString()
                .contains("expected a value beside s3.access.key.id, actual none");

        settings.remove(S3SinkConfig.ACCESS_KEY_ID);
        settings.put(S3SinkConfig.SECRET_ACCESS_KEY, "hush");
        assertThat(errors(settings).get(S3SinkConfig.ACCESS_KEY_ID))
                .singleElement()
                .asString()
                .doesNotContain("hush");
        assertThat(new S3SinkConfig(settings).values().toString()).doesNotContain("hush");
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        Map<String, String> settings = valid();
        settings.put(S3SinkConfig.BUCKET, "-");
        settings.put(S3SinkConfig.TIMEZONE, "Nowhere");
        settings.put(S3SinkConfig.PREFIX, "/");
        assertThat(errors(settings)).containsOnlyKeys(S3SinkConfig.BUCKET, S3SinkConfig.TIMEZONE, S3SinkConfig.PREFIX);
    }
}
