package io.trialstream.app.config;

/** The documentation page, made from the list of keys. */
final class ConfigDoc {
    private static final String HEAD = """
            # Configuration of `run`

            Made from the list of keys in the program; a test fails when the two differ.

            A value is looked for in this order, and the first found counts: a flag (`--set time.grace=PT5M`), the environment
            (`TRIALSTREAM_TIME_GRACE=PT5M`: dots and hyphens become underscores), the file given by `--config`, for addresses the
            data folder's `endpoints.json`, the default. In the file, which is YAML, `time: { grace: PT5M }` and `time.grace: PT5M`
            say the same. An unknown key is refused, wherever it stands. `run --print-config` shows what is in force, and where each value comes from.

            Durations are ISO-8601 (`PT15M`), lists are YAML sequences or comma-separated, `on` and `off` may be written `true` and `false`.

            | key | value | default | what it does |
            | --- | --- | --- | --- |
            """;

    private static final String TAIL = """

            ## Passed through

            `kafka.properties` holds any property of a Kafka client or of Kafka Streams (`kafka.properties: { security.protocol: SSL }`, or
            `TRIALSTREAM_KAFKA_PROPERTIES_SECURITY_PROTOCOL=SSL`). It reaches every client and wins over what Trialstream sets itself, except
            for `application.id`, `bootstrap.servers` and `processing.guarantee`, which are refused there.
            `registry.properties` holds any property of the serde (`basic.auth.user.info`, `schema.registry.ssl.truststore.location`).
            Both are shown masked where a name holds `password`, `secret`, `token`, `key`, `jaas` or `credential`.
            """;

    private ConfigDoc() {}

    static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Key<?> key : Keys.all()) {
            String text = key.defaultText();
            page.append("| `")
                    .append(key.name())
                    .append("` | ")
                    .append(cell(key.type().expected()));
            page.append(" | ").append(text == null ? "unset" : "`" + text + "`");
            page.append(" | ").append(cell(key.doc())).append(" |\n");
        }
        return page.append(TAIL).toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
