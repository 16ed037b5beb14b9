package io.trialstream.yaml;

/** A file does not say what it should; the message names file, line, key, what was expected and what was found. */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message complete, fit to be shown to whoever wrote the file */
    public YamlException(String message) {
        super(message);
    }
}
