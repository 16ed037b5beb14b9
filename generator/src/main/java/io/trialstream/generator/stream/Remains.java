package io.trialstream.generator.stream;

import io.trialstream.generator.base.GeneratorException;
import io.trialstream.generator.stream.TruthTopic.Stream;
import io.trialstream.generator.stream.TruthTopic.Told;
import org.jspecify.annotations.Nullable;

/** What earlier runs left in a raw topic: the streams that the truth topic tells of, and the records that follow them. */
final class Remains {
    private final TopicState raw;
    private final @Nullable Followed begun;
    private final @Nullable Followed complete;

    /** A stream and what follows its last complete interval. */
    private record Followed(Stream stream, Tail tail) {}

    private Remains(TopicState raw, @Nullable Followed begun, @Nullable Followed complete) {
        this.raw = raw;
        this.begun = begun;
        this.complete = complete;
    }

    /** @throws GeneratorException as {@link TruthTopic#read} and {@link Tail#read} */
    static Remains read(KafkaClients clients, TopicState raw, TopicState truth, TruthTopic truthTopic) {
        Told told = truthTopic.read(clients, truth);
        return new Remains(raw, followed(clients, raw, told.begun()), followed(clients, raw, told.complete()));
    }

    /** A stream that was begun and never came to an event is not there. */
    ResumePoint resumePoint() {
        Followed followed = begun != null && begun.tail().events() > 0 ? begun : complete;
        return followed == null
                ? ResumePoint.NOTHING
                : new ResumePoint(followed.stream().delivered(), followed.tail().events() > 0);
    }

    /** Offset after the last complete interval, by partition, of the stream that goes on; the topic's end of a new one. */
    long[] endsBefore(Beginning beginning) {
        Followed followed = before(beginning);
        return followed == null ? raw.ends() : followed.stream().ends();
    }

    /**
     * What is not to be sent again.
     *
     * @param schemaId that this run writes events with
     * @throws GeneratorException where the events there were written with another one
     */
    @Nullable
    Tail tailBefore(Beginning beginning, int schemaId) {
        Followed followed = before(beginning);
        if (followed == null) {
            return null;
        }
        if (followed.tail().events() > 0 && followed.stream().schemaId() != schemaId) {
            throw new GeneratorException("an interval that was broken off is in topic " + raw.name()
                    + ", its events written with schema id " + followed.stream().schemaId()
                    + ", and this run's have schema id " + schemaId
                    + ": name the registry of the earlier run, or choose another topic");
        }
        return followed.tail();
    }

    private @Nullable Followed before(Beginning beginning) {
        if (begun != null
                && begun.stream().origin().equals(beginning.origin())
                && begun.stream().end().equals(beginning.first())
                && begun.stream().model().equals(beginning.model())) {
            return begun;
        }
        return beginning.continues() ? complete : null;
    }

    private static @Nullable Followed followed(KafkaClients clients, TopicState raw, @Nullable Stream stream) {
        return stream == null ? null : new Followed(stream, Tail.read(clients, raw, stream.ends()));
    }
}
