package io.trialstream.app.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be set.
 *
 * @param name as written in a file: {@code a.b-c}
 * @param type how its value is written
 * @param defaultText its value when nobody sets it; null: unset
 * @param doc one sentence
 * @param <T> its value in Java
 */
public record Key<T>(
        String name, ValueType<T> type, @Nullable String defaultText, String doc) {
    static final String VARIABLE_PREFIX = "TRIALSTREAM_";

    /** The environment variable that sets it: {@code TRIALSTREAM_A_B_C}. */
    public String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
