package io.trialstream.generator.encode;

/** One encoding of events. The calls for an event come in this order: head, context, properties, end. */
interface EventEncoder {
    /** What stands before the context. */
    void head(Head head);

    /** Begins the context. */
    void beginContext();

    /** Ends the context and begins the properties. */
    void beginProperties();

    /**
     * A member of the context or the properties.
     *
     * @param variable the part of its value that varies; empty for a constant
     */
    void field(Field field, Out variable);

    /** Ends the event. */
    void end();
}
