package io.trialstream.app.replay;

import io.trialstream.schemas.Session;
import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import io.trialstream.schemas.VariantWindow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;

/**
 * One kind of final record, and how two applications' are told to be the same one.
 *
 * @param <R> its class
 * @param word for one of them
 * @param topic where the live application writes them
 * @param type its class
 * @param identity what names it, from key and value; within one application no other has the same
 * @param time what puts it into a span, epoch ms
 */
record FinalKind<R extends SpecificRecord>(
        String word, Topic topic, Class<R> type, BiFunction<byte[], R, String> identity, ToLongFunction<R> time) {

    /** By record key, which holds the window's start; in the span where it starts. */
    static final FinalKind<VariantWindow> WINDOW = new FinalKind<>(
            "window",
            Topics.VARIANT_CTR,
            VariantWindow.class,
            (key, window) -> new String(key, StandardCharsets.UTF_8),
            VariantWindow::getWindowStart);

    /**
     * By unit and start, since a unit's sessions never overlap; in the span where it ends. Not by ordinal: one session split in two would
     * rename all that follow.
     */
    static final FinalKind<Session> SESSION = new FinalKind<>(
            "session",
            Topics.SESSIONS,
            Session.class,
            (key, session) -> session.getUnit() + " " + Instant.ofEpochMilli(session.getStart()),
            Session::getEnd);
}
