package io.trialstream.connect.avro;

import io.trialstream.schemas.serde.AvroSerdeConfig;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** The keys of {@link AvroSerdeConfig}, and what is to become of bytes that cannot be decoded. */
public final class AvroConverterConfig extends AbstractConfig {
    /** What is to become of bytes that cannot be decoded: {@link #FAIL} or {@link #RAW}. */
    public static final String UNDECODABLE = "undecodable";
    /** They are an error, and Connect's {@code errors.tolerance} decides. The default. */
    public static final String FAIL = "fail";
    /** They come through as they are, as optional {@code BYTES}. */
    public static final String RAW = "raw";

    private static final ConfigDef DEFINITION = AvroSerdeConfig.definition()
            .define(
                    UNDECODABLE,
                    Type.STRING,
                    FAIL,
                    ValidString.in(FAIL, RAW),
                    Importance.MEDIUM,
                    "What becomes of bytes that cannot be decoded: fail, or raw, which passes them on as they are. A"
                            + " registry that does not answer makes nothing undecodable.");

    /**
     * @param values keys as above, without prefix; others are ignored
     * @throws ConfigException if a value is missing, malformed or out of its range
     */
    public AvroConverterConfig(Map<String, ?> values) {
        super(DEFINITION, values, false);
    }

    /** The keys; a new copy each time. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    boolean rawWhenUndecodable() {
        return getString(UNDECODABLE).equals(RAW);
    }
}
