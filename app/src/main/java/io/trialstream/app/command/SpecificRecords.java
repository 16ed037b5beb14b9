package io.trialstream.app.command;

import io.trialstream.schemas.Topic;
import io.trialstream.schemas.Topics;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Our records' classes by the full name of their schema. */
final class SpecificRecords {
    private SpecificRecords() {}

    static Optional<Class<? extends SpecificRecord>> find(String fullName) {
        for (Topic topic : Topics.ALL) {
            Class<? extends SpecificRecord> type = topic.recordClass();
            if (type != null && type.getName().equals(fullName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
