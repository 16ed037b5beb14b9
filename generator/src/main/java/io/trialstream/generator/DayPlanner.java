package io.trialstream.generator;

import io.trialstream.generator.Behaviour.Activity;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * Plans one local day: which user does what at which time, which bots come, and which fault befalls which delivery.
 *
 * <p>A user's part depends on the seed, the user's index and the day only. Nothing is delivered on another day than it
 * happens, so a plan is complete in itself. Not thread-safe.
 */
final class DayPlanner {
    private static final long PEOPLE = 2;
    private static final long BOTS = 3;
    private static final long FAULTS = 4;
    private static final int HOUR_MS = 3_600_000;

    /** Out-of-order originals come at most this much later, and duplicates within the same again. */
    private static final int GREATEST_DELAY_MS = 240_000;

    private static final int RESTAMP_LOW_MS = 60_000;
    private static final int RESTAMP_RANGE_MS = 6 * HOUR_MS;

    /** Two whole intervals after its own an event's window is closed in both watermark modes. */
    private static final int LATE_LOW_INTERVALS = 2;

    private static final int LATE_RANGE_INTERVALS = 8;
    private static final Actor[] ARCHETYPES = {Actor.VOLUME, Actor.BURST_INTERVAL, Actor.USER_AGENT};

    private final Model model;
    private final ExperimentModel experiment;
    private final Population population;
    private final FaultPlan faults;
    private final Rng rng = new Rng(0);
    private final Rng faultRng = new Rng(0);

    DayPlanner(Model model, ExperimentModel experiment, Population population) {
        this.model = model;
        this.experiment = experiment;
        this.population = population;
        faults = new FaultPlan(model.faults());
    }

    /** An empty plan of a local day. */
    static DayPlan emptyPlan(LocalDate day, ZoneId zone) {
        long first = Intervals.index(
                "the start of " + day + " in " + zone, day.atStartOfDay(zone).toInstant());
        long next = Intervals.index(
                "the end of " + day + " in " + zone,
                day.plusDays(1).atStartOfDay(zone).toInstant());
        return new DayPlan(Math.toIntExact(day.toEpochDay()), first, Math.toIntExact(next - first));
    }

    /** Adds what one person does on the plan's day, and the bots that come with that index. */
    void plan(int user, DayPlan plan) {
        planPerson(user, plan);
        for (Actor archetype : ARCHETYPES) {
            rng.restart(Rng.derive(model.seed(), BOTS, (long) archetype.ordinal() << 32 | plan.epochDay(), user));
            if (rng.unit() < model.bots().rate(archetype)) {
                planBot(archetype, user, plan);
            }
        }
    }

    private void planPerson(int user, DayPlan plan) {
        rng.restart(Rng.derive(model.seed(), PEOPLE, plan.epochDay(), user));
        int dayOfWeek = LocalDate.ofEpochDay(plan.epochDay()).getDayOfWeek().getValue();
        if (rng.unit() >= Behaviour.presence(dayOfWeek)) {
            return;
        }
        User person = population.person(user);
        int events = eventsOfDay(person.activity(), dayOfWeek);
        double sessionEvents = Behaviour.SESSION_EVENTS_LOW + Behaviour.SESSION_EVENTS_RANGE * rng.unit();
        int sessions = Math.max(1, (int) Math.round(events / sessionEvents));
        int[] starts = sessionStarts(sessions, plan.lengthMs());
        Visit visit = new Visit(person, user, plan);
        int notBefore = 0;
        for (int s = 0; s < sessions; s++) {
            int start = Math.max(starts[s], notBefore);
            int quota = events / sessions + (s < events % sessions ? 1 : 0);
            int end = visit.session(s, start, quota);
            notBefore = end + Behaviour.PAUSE_LOW_MS + rng.below(Behaviour.PAUSE_RANGE_MS);
        }
    }

    private int eventsOfDay(Activity activity, int dayOfWeek) {
        int events = rng.between(activity.low, activity.high);
        double extra = Behaviour.WEEKEND_EXTRA_LOW + Behaviour.WEEKEND_EXTRA_RANGE * rng.unit();
        return dayOfWeek >= DayOfWeek.SATURDAY.getValue() ? (int) Math.round(events * (1 + extra)) : events;
    }

    private int[] sessionStarts(int sessions, int dayLength) {
        int[] starts = new int[sessions];
        for (int s = 0; s < sessions; s++) {
            // A day of 25 hours repeats its last hour's weight, one of 23 ends early.
            int hour = rng.pick(Behaviour.HOUR_WEIGHTS);
            starts[s] = Math.min(hour * HOUR_MS + rng.below(HOUR_MS), dayLength - 1);
        }
        Arrays.sort(starts);
        return starts;
    }

    /** One person's walk through a day's sessions. */
    private final class Visit {
        private final User person;
        private final int user;
        private final DayPlan plan;
        private int ordinal;

        private int session;
        private int filter;
        private int recipe;
        private int rank;

        Visit(User person, int user, DayPlan plan) {
            this.person = person;
            this.user = user;
            this.plan = plan;
        }

        /**
         * Walks the event-flow chain.
         *
         * @return when it ended, ms since the day's start
         */
        int session(int number, int start, int quota) {
            session = number;
            filter = recommended();
            EventType type = EventType.VIEW_PAGE;
            int clock = start;
            int end = start;
            int made = 0;
            int ad = -1;
            int page = 0;
            while (clock < plan.lengthMs() && (made < quota || ad >= 0)) {
                if (ad >= 0) {
                    type = EventType.AD_CLICK;
                    record(clock, type, ad, page);
                } else {
                    record(clock, type, subject(type), rank);
                }
                made++;
                end = clock;
                ad = -1;
                if (type.showsAds() && made < quota && rng.unit() < Behaviour.AD_FILL) {
                    int shown = rng.below(Behaviour.ADS);
                    page = EventFactory.carrier(type, recipe);
                    int at = clock + Behaviour.AD_DELAY_LOW_MS + rng.below(Behaviour.AD_DELAY_RANGE_MS);
                    if (at < plan.lengthMs()) {
                        record(at, EventType.AD_IMPRESSION, shown, page);
                        made++;
                        end = at;
                        ad = rng.unit() < clickRate(plan.dayStart() + at) ? shown : -1;
                    }
                }
                if (rng.unit() < Behaviour.CRASH && ad < 0) {
                    type = EventType.APP_CRASH;
                    record(Math.min(clock + Behaviour.GAP_LOW_MS, plan.lengthMs() - 1), type, 0, 0);
                    return Math.min(clock + Behaviour.GAP_LOW_MS, plan.lengthMs() - 1);
                }
                type = EventType.of(rng.pick(Behaviour.next(person.activity(), type)));
                clock += gap();
            }
            return end;
        }

        /** What the event is about; searches set the filter, lists and clicks follow it. */
        private int subject(EventType type) {
            switch (type) {
                case VIEW_PAGE -> filter = recommended();
                case SEARCH_RECIPE -> filter = rng.below(Filters.COUNT);
                case CLICK_RECIPE -> {
                    rank = rng.below(Behaviour.LIST_LENGTH);
                    recipe = Filters.recipe(filter, rank);
                }
                default -> {}
            }
            return switch (type) {
                case SEARCH_RECIPE, VIEW_RECIPE_LIST -> filter;
                case CLICK_RECIPE, CLICK_BOOKMARK, CLICK_LIKE, WRITE_COMMENT -> recipe;
                case CREATE_RECIPE -> rng.below(Filters.COUNT);
                default -> 0;
            };
        }

        private int recommended() {
            return Filters.recommended(person.persona(), rng);
        }

        private void record(int offset, EventType type, int subject, int rankOnList) {
            int row = plan.add(offset, Actor.PERSON, user, type, session, ordinal, subject, rankOnList);
            faultRng.restart(Rng.derive(model.seed(), FAULTS, (long) plan.epochDay() << 32 | user, ordinal));
            faults.deliver(plan, row, faultRng);
            ordinal++;
        }

        private double clickRate(long time) {
            int version = experiment.versionAt(time);
            if (version < 0) {
                return experiment.clickRate(0, 0);
            }
            return experiment.clickRate(version, person.arms()[version]);
        }
    }

    private int gap() {
        double draw = rng.unit();
        return Behaviour.GAP_LOW_MS + (int) (Behaviour.GAP_RANGE_MS * draw * draw);
    }

    private void planBot(Actor archetype, int user, DayPlan plan) {
        int interval = rng.below(plan.intervals());
        BotPlan bot = new BotPlan(archetype, user, plan, interval, rng);
        switch (archetype) {
            case VOLUME -> bot.volume();
            case BURST_INTERVAL -> bot.bursts();
            case USER_AGENT -> bot.crawl();
            case PERSON -> throw new IllegalArgumentException("a person is no bot archetype");
        }
    }

    /** Draws an event's fault and plans its deliveries; all are on the event's own day. */
    private static final class FaultPlan {
        private static final DeliveryKind[] KINDS = {
            DeliveryKind.DUPLICATE,
            DeliveryKind.RESTAMPED,
            DeliveryKind.LATE_COPY,
            DeliveryKind.LATE,
            DeliveryKind.UNDECODABLE,
            DeliveryKind.UNKNOWN_SCHEMA,
            DeliveryKind.MISSING_EVENT_ID,
            DeliveryKind.KEY_MISMATCH,
            DeliveryKind.FUTURE_TIMESTAMP,
            DeliveryKind.ANCIENT_TIMESTAMP
        };

        private final double[] thresholds;
        private final double outOfOrder;

        FaultPlan(Faults rates) {
            thresholds = Rng.cumulative(
                    rates.duplicates(),
                    rates.restamped(),
                    rates.lateCopies(),
                    rates.late(),
                    rates.undecodable(),
                    rates.unknownSchema(),
                    rates.missingEventId(),
                    rates.keyMismatch(),
                    rates.future(),
                    rates.ancient());
            outOfOrder = rates.outOfOrder();
        }

        void deliver(DayPlan plan, int row, Rng rng) {
            DeliveryKind fault = draw(rng.unit());
            int offset = plan.offset(row);
            if (fault.invalid()) {
                plan.deliver(row, fault, offset);
                return;
            }
            int lateOffset = lateOffset(offset, rng);
            if (fault == DeliveryKind.LATE && lateOffset < plan.lengthMs()) {
                plan.deliver(row, DeliveryKind.LATE, lateOffset);
                return;
            }
            int first = rng.unit() < outOfOrder ? delayed(offset, rng) : offset;
            plan.deliver(row, DeliveryKind.ORIGINAL, first);
            switch (fault) {
                case DUPLICATE ->
                    plan.deliver(
                            row,
                            DeliveryKind.DUPLICATE,
                            Math.min(first + 1 + rng.below(GREATEST_DELAY_MS), plan.lengthMs() - 1));
                case RESTAMPED ->
                    deliverCopy(
                            plan, row, DeliveryKind.RESTAMPED, first + RESTAMP_LOW_MS + rng.below(RESTAMP_RANGE_MS));
                case LATE_COPY -> deliverCopy(plan, row, DeliveryKind.LATE_COPY, lateOffset);
                default -> {}
            }
        }

        /** A copy that would come on another day does not come. */
        private static void deliverCopy(DayPlan plan, int row, DeliveryKind kind, int clockOffset) {
            if (clockOffset < plan.lengthMs()) {
                plan.deliver(row, kind, clockOffset);
            }
        }

        /** Later than it happened, but before its interval's watermark record. */
        private static int delayed(int offset, Rng rng) {
            int intervalEnd = (offset / Intervals.LENGTH_MS + 1) * Intervals.LENGTH_MS;
            return Math.min(offset + 1 + rng.below(GREATEST_DELAY_MS), intervalEnd - 1);
        }

        private static int lateOffset(int offset, Rng rng) {
            int interval = offset / Intervals.LENGTH_MS + LATE_LOW_INTERVALS + rng.below(LATE_RANGE_INTERVALS);
            return interval * Intervals.LENGTH_MS + rng.below(Intervals.LENGTH_MS);
        }

        private DeliveryKind draw(double unit) {
            for (int i = 0; i < KINDS.length; i++) {
                if (unit < thresholds[i]) {
                    return KINDS[i];
                }
            }
            return DeliveryKind.ORIGINAL;
        }
    }
}
