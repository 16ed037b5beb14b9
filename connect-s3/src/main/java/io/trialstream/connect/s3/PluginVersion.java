package io.trialstream.connect.s3;

/** The version in the jar's manifest. */
final class PluginVersion {
    static final String VERSION = read();

    private PluginVersion() {}

    private static String read() {
        String version = PluginVersion.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
