package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code s3://bucket/prefix}.
 *
 * @param prefix empty, or what the keys begin with, up to their last part, without a slash at the end
 */
record S3Address(String bucket, String prefix) {
    private static final Pattern FORM = Pattern.compile("s3://([A-Za-z0-9._-]{3,63})(?:/(.*?))?/*");
    private static final String SCHEME = "s3://";

    static boolean is(String address) {
        return address.startsWith(SCHEME);
    }

    /** @throws CommandFailure where it has not this form */
    static S3Address parse(String address) {
        Matcher form = FORM.matcher(address);
        if (!form.matches()) {
            throw new CommandFailure("expected s3://bucket/prefix, actual " + address);
        }
        return new S3Address(form.group(1), form.group(2) == null ? "" : form.group(2));
    }

    String key(String file) {
        return prefix.isEmpty() ? file : prefix + "/" + file;
    }

    String of(String file) {
        return SCHEME + bucket + "/" + key(file);
    }
}
