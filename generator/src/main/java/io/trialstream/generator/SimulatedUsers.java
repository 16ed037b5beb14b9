package io.trialstream.generator;

import io.trialstream.generator.catalogue.ProfileIds;
import io.trialstream.generator.catalogue.UserRow;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.Behaviour.Segment;
import io.trialstream.generator.model.Behaviour.Style;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.plan.People;
import io.trialstream.generator.plan.Profile;
import java.util.List;
import java.util.stream.IntStream;

/** The users that the simulation makes, as rows of tables. */
public final class SimulatedUsers {
    private SimulatedUsers() {}

    /** What the profiles of such a population may say. */
    public static ProfileIds profileIds(Behaviour behaviour) {
        return new ProfileIds(
                List.copyOf(behaviour.demographics().keySet()),
                behaviour.segments().stream().map(Segment::id).toList(),
                behaviour.styles().stream().map(Style::id).toList());
    }

    /** The people of a model, in their order, each made when its turn comes. */
    public static Iterable<UserRow> of(Model model) {
        People people = new People(model);
        ProfileIds ids = profileIds(model.behaviour());
        return () -> IntStream.range(0, model.users())
                .mapToObj(index -> row(people, ids, index))
                .iterator();
    }

    private static UserRow row(People people, ProfileIds ids, int index) {
        long profile = people.person(index);
        return new UserRow(
                people.userId(index),
                people.anonymousId(index),
                ids.segments().get(Profile.demographic(profile)),
                ids.activities().get(Profile.segment(profile)),
                ids.styles().get(Profile.style(profile)));
    }
}
