package io.trialstream.app.http;

import java.util.Map;

/**
 * Whether the process can do its work.
 *
 * @param ready whether every part can
 * @param parts each part in words: {@code streams → RUNNING}
 */
public record Health(boolean ready, Map<String, String> parts) {}
