package io.trialstream.generator.encode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.catalogue.UserTable;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.EventType;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import io.trialstream.generator.plan.Carrier;
import io.trialstream.generator.plan.DayPlan;
import io.trialstream.generator.plan.DeliveryKind;
import io.trialstream.generator.plan.Lists;
import io.trialstream.generator.plan.People;
import io.trialstream.generator.plan.Profile;
import io.trialstream.generator.plan.Shard;
import java.time.Instant;

/**
 * Says what a plan's row stands for, member by member, to an encoder. The same row gives the same event in any encoding.
 * Not thread-safe.
 */
final class EventWriter {
    private static final long DETAILS = 5;
    private static final long ANCIENT = Instant.parse("1900-01-01T00:00:00Z").toEpochMilli();
    private static final long FUTURE = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    /** Event ids are random UUIDs by RFC 9562: version 4, variant 10. */
    private static final long UUID_VERSION_BITS = 0xF000;

    private static final long UUID_VERSION_4 = 0x4000;
    private static final long UUID_VARIANT_BITS = 0xC000_0000_0000_0000L;
    private static final long UUID_VARIANT = 0x8000_0000_0000_0000L;

    private final Model model;
    private final Behaviour behaviour;
    private final Trials trials;
    private final Lists lists;
    private final People people;
    private final Fields fields;
    private final BotGuise guise;
    private final Head head = new Head();
    private final Out variable = new Out(64);
    private final Out nothing = new Out(1);
    private final Rng rng = new Rng(0);

    EventWriter(Model model, Trials trials, Lists lists, People people, Fields fields, BotGuise guise) {
        this.model = model;
        behaviour = model.behaviour();
        this.trials = trials;
        this.lists = lists;
        this.people = people;
        this.fields = fields;
        this.guise = guise;
    }

    /** What is written of an event before its context; of the last event written. */
    Head head() {
        return head;
    }

    /**
     * Writes one delivery, with the fault of its kind in it.
     *
     * @param due when it is delivered, ms since the epoch
     */
    void write(Shard shard, DayPlan plan, int row, DeliveryKind kind, long due, EventEncoder encoder) {
        boolean person = plan.person(row);
        int user = plan.user(row);
        EventType type = plan.type(row);
        long time = plan.time(row);
        int actor = person ? 0 : plan.archetype(row).ordinal() + 1;
        long day = (long) actor << Integer.SIZE | plan.day();
        long profile = person ? shard.profile(user - shard.first()) : people.bot(plan.archetype(row), plan.day(), user);
        long identity = person ? people.identity(user) : people.botIdentity(plan.archetype(row), plan.day(), user);

        rng.restart(Rng.derive(model.seed(), DETAILS, day, (long) user << Integer.SIZE | plan.ordinal(row)));
        head.idHigh = rng.nextLong() & ~UUID_VERSION_BITS | UUID_VERSION_4;
        head.idLow = rng.nextLong() & ~UUID_VARIANT_BITS | UUID_VARIANT;
        head.hasId = kind != DeliveryKind.MISSING_EVENT_ID;
        head.type = type;
        head.hasName = kind != DeliveryKind.MISSING_EVENT_NAME;
        head.session = people.session(actor, plan.day(), user, plan.session(row));
        head.timestamp = timestamp(kind, time, due);
        ids(kind != DeliveryKind.MISSING_UNIT, person, user, profile, identity);

        encoder.head(head);
        encoder.beginContext();
        boolean ofAd = type == EventType.AD_IMPRESSION || type == EventType.AD_CLICK;
        int rank = plan.rank(row);
        Field page =
                ofAd ? fields.page(Carrier.type(rank), Carrier.recipe(rank)) : fields.page(type, plan.subject(row));
        encoder.field(page, nothing);
        context(plan, row, profile, identity, encoder);
        encoder.beginProperties();
        properties(shard, plan, row, profile, encoder);
        encoder.end();
    }

    private static long timestamp(DeliveryKind kind, long time, long due) {
        return switch (kind) {
            case RESTAMPED -> due;
            case FUTURE_TIMESTAMP -> FUTURE;
            case ANCIENT_TIMESTAMP -> ANCIENT;
            default -> time;
        };
    }

    private void ids(boolean hasUnit, boolean person, int user, long profile, long identity) {
        head.userId.clear();
        head.anonymousId.clear();
        if (!hasUnit) {
            return;
        }
        UserTable table = people.table();
        if (person && table != null) {
            String userId = table.userId(user);
            if (userId != null) {
                head.userId.put(userId.getBytes(UTF_8));
            }
            head.anonymousId.put(table.anonymousId(user).getBytes(UTF_8));
            return;
        }
        if (!Profile.anonymous(profile)) {
            head.userId.put(USER);
            head.userId.hex(identity, People.ID_DIGITS);
        }
        head.anonymousId.put(ANONYMOUS);
        head.anonymousId.hex(identity, People.ID_DIGITS);
    }

    private static final byte[] USER = People.USER_PREFIX.getBytes(UTF_8);
    private static final byte[] ANONYMOUS = People.ANONYMOUS_PREFIX.getBytes(UTF_8);

    private void context(DayPlan plan, int row, long profile, long identity, EventEncoder encoder) {
        EventType type = plan.type(row);
        encoder.field(fields.demographics[Profile.demographic(profile)], nothing);
        encoder.field(fields.segments[Profile.segment(profile)], nothing);
        encoder.field(fields.styles[Profile.style(profile)], nothing);
        boolean person = plan.person(row);
        boolean second = person && onSecondDevice(profile);
        int device = second ? Profile.secondDevice(profile) : Profile.firstDevice(profile);
        long owner = person ? identity : guise.owner(plan, row, identity);
        long deviceId = Rng.mix(second ? ~owner : owner);
        int place = person ? Profile.place(profile) : guise.place(plan, row, profile);
        encoder.field(
                person ? fields.userAgents[device] : guise.userAgent(plan, row, fields.userAgents[device], deviceId),
                nothing);
        address(place, profile, encoder);
        variable.clear();
        variable.hex(deviceId, People.ID_DIGITS);
        encoder.field(Fields.DEVICE_ID, variable);
        place(place, owner, encoder);
        if (type == EventType.CLICK_RECIPE
                || type == EventType.CLICK_BOOKMARK
                || type == EventType.CLICK_LIKE
                || type == EventType.AD_CLICK) {
            boolean onePoint = !person && guise.clicksOnePoint(plan, row);
            coordinates(behaviour.devices().get(device), onePoint, deviceId, encoder);
        }
        long behind = person ? 0 : guise.clockBehind(plan, row);
        number(Fields.SENT_AT, Math.max(0, sentAt(plan.time(row), deviceId) - behind), encoder);
    }

    private void coordinates(Behaviour.Device device, boolean onePoint, long deviceId, EventEncoder encoder) {
        int x = onePoint ? BotGuise.point(deviceId, device.width()) : rng.below(device.width());
        int y = onePoint ? BotGuise.point(~deviceId, device.height()) : rng.below(device.height());
        number(Fields.X, x, encoder);
        number(Fields.Y, y, encoder);
    }

    /** A session is on the second device one time of four. */
    private boolean onSecondDevice(long profile) {
        return Profile.secondDevice(profile) >= 0 && (head.session & 3) == 0;
    }

    private void address(int place, long profile, EventEncoder encoder) {
        int host = Profile.host(profile);
        variable.clear();
        variable.decimal(host >>> Byte.SIZE);
        variable.put((byte) '.');
        variable.decimal((host & 0xFF) % 254 + 1);
        encoder.field(fields.addresses[place], variable);
    }

    /** Within some ten kilometres of the middle of the place. */
    private void place(int index, long identity, EventEncoder encoder) {
        Behaviour.Place place = behaviour.places().get(index);
        encoder.field(fields.zones[index], nothing);
        long spread = Rng.mix(identity + 1);
        degrees(Fields.LAT, place.lat(), (int) (spread & 0xFF) - 128, encoder);
        degrees(Fields.LON, place.lon(), (int) (spread >>> Byte.SIZE & 0xFF) - 128, encoder);
    }

    /** @param thousandths of a degree, less or more */
    private void degrees(Field field, double middle, int thousandths, EventEncoder encoder) {
        long value = Math.round(middle * 1_000) + thousandths;
        variable.clear();
        if (value < 0) {
            variable.put((byte) '-');
        }
        variable.decimal(Math.abs(value) / 1_000);
        variable.put((byte) '.');
        variable.decimal((int) (Math.abs(value) % 1_000), 3);
        encoder.field(field, variable);
    }

    /** What the device's clock says when it sends. */
    private long sentAt(long time, long deviceId) {
        Behaviour.Clock clock = behaviour.clock();
        long draw = Rng.mix(deviceId + 1);
        boolean wrong = (draw >>> 11) * 0x1.0p-53 < clock.wrong();
        int most = wrong ? clock.wrongSkewMs() : clock.skewMs();
        long skew = Long.remainderUnsigned(Rng.mix(deviceId + 2), 2L * most + 1) - most;
        return time + rng.between(clock.sendDelay().low(), clock.sendDelay().high()) + skew;
    }

    private void properties(Shard shard, DayPlan plan, int row, long profile, EventEncoder encoder) {
        int subject = plan.subject(row);
        switch (plan.type(row)) {
            case VIEW_PAGE -> {
                encoder.field(Fields.PAGE_NAME, nothing);
                encoder.field(rng.below(3) == 0 ? Fields.FROM_SEARCH_ENGINE : Fields.FROM_SITE, nothing);
            }
            case SEARCH_RECIPE, CREATE_RECIPE -> filter(subject, encoder);
            case VIEW_RECIPE_LIST -> {
                boolean recommended = lists.isRecommended(subject);
                encoder.field(recommended ? Fields.RECOMMENDED : Fields.SEARCHED, nothing);
                encoder.field(fields.listLengths[lists.shown(subject)], nothing);
                filter(subject, encoder);
            }
            case CLICK_RECIPE -> {
                encoder.field(fields.recipeIds[subject], nothing);
                number(Fields.RANK, plan.rank(row) + 1L, encoder);
            }
            case CLICK_BOOKMARK, CLICK_LIKE, WRITE_COMMENT -> encoder.field(fields.recipeIds[subject], nothing);
            case AD_IMPRESSION, AD_CLICK -> ad(shard, plan, row, profile, encoder);
            case APP_CRASH -> encoder.field(Fields.ERROR, nothing);
        }
    }

    private void filter(int list, EventEncoder encoder) {
        encoder.field(fields.dishesOfLists[list], nothing);
        if (!lists.isRecommended(list)) {
            encoder.field(fields.ingredients[model.catalogue().ingredientOfFilter(list)], nothing);
            encoder.field(fields.methods[model.catalogue().methodOfFilter(list)], nothing);
        }
    }

    private void ad(Shard shard, DayPlan plan, int row, long profile, EventEncoder encoder) {
        number(Fields.AD_ID, plan.subject(row), encoder);
        long time = plan.time(row);
        for (int t = 0; t < trials.count(); t++) {
            Trial trial = trials.get(t);
            if (trial.holds(time) && trial.enrolmentOpen(time)) {
                int arm = arm(shard, plan, row, t, time);
                if (arm >= 0) {
                    adOfArm(t, arm, profile, encoder);
                    return;
                }
            }
        }
    }

    /** −1 where the user is not enrolled. */
    private int arm(Shard shard, DayPlan plan, int row, int trialIndex, long time) {
        Trial trial = trials.get(trialIndex);
        int phase = trial.phaseAt(time);
        if (phase < 0) {
            return -1;
        }
        if (plan.person(row)) {
            int local = plan.user(row) - shard.first();
            boolean enrolled = trial.enrolled(phase, shard.enrolmentBucket(trialIndex, local));
            return enrolled ? shard.arm(trialIndex, local, time) : -1;
        }
        String unit = people.botUnit(plan.archetype(row), plan.day(), plan.user(row));
        boolean enrolled = !trial.byTopic() && trial.enrolled(phase, trial.enrolmentBucket(unit));
        return enrolled ? trial.armByRule(unit) : -1;
    }

    private void adOfArm(int trialIndex, int arm, long profile, EventEncoder encoder) {
        boolean targeted = fields.targeted[trialIndex][arm];
        encoder.field(fields.groups[trialIndex][arm], nothing);
        encoder.field(fields.scenarios[trialIndex], nothing);
        encoder.field(targeted ? Fields.BEHAVIORAL : Fields.RANDOM, nothing);
        encoder.field(
                targeted ? fields.tags(Profile.segment(profile), Profile.style(profile)) : Fields.NO_TAGS, nothing);
        // Two decimals: 0.50 to 0.99 for targeted advertisements, 0.00 to 0.49 for random ones.
        variable.clear();
        variable.decimal(rng.below(50) + (targeted ? 50 : 0), 2);
        encoder.field(Fields.SCORE, variable);
    }

    private void number(Field field, long value, EventEncoder encoder) {
        variable.clear();
        variable.decimal(value);
        encoder.field(field, variable);
    }
}
