package io.trialstream.schemas;

import org.jspecify.annotations.NullMarked;

/** Headers of the raw topic's markers: records with a null value that are no events. */
@NullMarked
public final class MarkerHeaders {
    /** Event time, epoch ms in decimal ASCII. */
    public static final String WATERMARK = "trialstream-watermark";
    /** Who wrote a watermark, where several do. */
    public static final String WRITER = "trialstream-writer";
    /** The topic a fact comes from. */
    public static final String FACT = "trialstream-fact";
    /** The fact's bytes as they came. */
    public static final String FACT_VALUE = "trialstream-fact-value";

    private MarkerHeaders() {}
}
