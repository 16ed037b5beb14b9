package io.trialstream.platform;

/** What a platform may consist of, with the port that each would like. */
public enum PartKind {
    /** Kafka; the first broker of a cluster. */
    BROKER(9092),
    /** The schema registry. */
    REGISTRY(8081),
    /** The S3 store. */
    S3(9000),
    /** The Kafka Connect worker. */
    CONNECT(8083);

    private final int defaultPort;

    PartKind(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    /** The port where it is free. */
    public int defaultPort() {
        return defaultPort;
    }
}
