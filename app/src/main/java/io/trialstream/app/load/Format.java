package io.trialstream.app.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a file is made of; in the command line {@code csv}, {@code jsonl}, {@code access-log}. */
enum Format {
    CSV,
    JSONL,
    ACCESS_LOG;

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) {
            for (Format format : values()) {
                if (format.id().equals(text)) {
                    return format;
                }
            }
            throw new TypeConversionException("expected "
                    + Arrays.stream(values()).map(Format::id).collect(Collectors.joining(", ")) + ", found '" + text
                    + "'");
        }
    }
}
