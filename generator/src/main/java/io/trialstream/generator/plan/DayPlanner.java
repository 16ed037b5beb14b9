package io.trialstream.generator.plan;

import io.trialstream.generator.base.Rng;
import io.trialstream.generator.model.Behaviour;
import io.trialstream.generator.model.Behaviour.Segment;
import io.trialstream.generator.model.EventType;
import io.trialstream.generator.model.Model;
import io.trialstream.generator.model.Trial;
import io.trialstream.generator.model.Trials;
import java.util.Arrays;

/**
 * Plans one local day: which user does what at which time, which bots come, and which fault befalls which delivery.
 *
 * <p>A user's part depends on the model, the user's index and the day only. Nothing is delivered on another day than it
 * happens, so a plan is complete in itself. Not thread-safe.
 */
public final class DayPlanner {
    private static final long PEOPLE = 2;
    private static final long FAULTS = 4;
    private static final int HOUR_MS = 3_600_000;
    private static final int HOURS = 24;
    private static final int FIRST_WEEKEND_DAY = 5;
    private static final int MAX_SESSION_EVENTS = 200;

    /** Half of what an event of a session takes on average, ms: brings the middle of a session to the hour drawn for it. */
    private static final int HALF_EVENT_MS = 15_000;

    private final Model model;
    private final Behaviour behaviour;
    private final Trials trials;
    private final Lists lists;
    private final Flow flow;
    private final Outages outages;
    private final Absences absences;
    private final HotUser hotUser;
    private final FaultPlanner faults;
    private final BotPlanner bots;
    private final double[] hours;
    private final double[] presence;
    private final Rng rng = new Rng(0);
    private final Rng faultRng = new Rng(0);
    private int[] sizes = new int[16];

    public DayPlanner(Model model, Trials trials, Lists lists) {
        this.model = model;
        this.trials = trials;
        this.lists = lists;
        behaviour = model.behaviour();
        flow = new Flow(behaviour);
        People people = new People(model);
        outages = new Outages(model.faults().outages());
        absences = new Absences(model, trials, people);
        hotUser = new HotUser(model, people, absences);
        faults = new FaultPlanner(model.faults(), outages, absences);
        bots = new BotPlanner(model, lists, outages, absences);
        hours = Rng.cumulative(
                behaviour.hours().stream().mapToDouble(Double::doubleValue).toArray());
        double greatest = behaviour.weekdays().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        presence = behaviour.weekdays().stream()
                .mapToDouble(weight -> behaviour.visits() * weight / greatest)
                .toArray();
    }

    /** Adds what one person does on a day, and the bots that come with that index. */
    public void plan(Shard shard, int local, Day day, DayPlan plan) {
        if (!shard.absent(local)) {
            planPerson(shard, local, day, plan);
        }
        bots.plan(shard.first() + local, plan);
    }

    /** Whether a person is the one who never rests. */
    boolean hot(int user) {
        return hotUser.is(user);
    }

    /** Adds what one person does on a day. */
    void planPerson(Shard shard, int local, Day day, DayPlan plan) {
        rng.restart(Rng.derive(model.seed(), PEOPLE, day.epochDay(), shard.first() + local));
        if (hot(shard.first() + local)) {
            new Visit(shard, local, plan).allDay();
            return;
        }
        if (rng.unit() >= presence[day.weekday()]) {
            return;
        }
        Visit visit = new Visit(shard, local, plan);
        int sessions = splitIntoSessions(eventsOfDay(visit.segment, day.weekday()));
        int[] starts = sessionStarts(sessions, plan.lengthMs());
        int notBefore = 0;
        for (int s = 0; s < sessions; s++) {
            int end = visit.session(s, Math.max(starts[s], notBefore), sizes[s]);
            notBefore =
                    end + rng.between(behaviour.pause().low(), behaviour.pause().high());
        }
    }

    private int eventsOfDay(int segmentIndex, int weekday) {
        Segment segment = behaviour.segments().get(segmentIndex);
        int events = rng.between(segment.events().low(), segment.events().high());
        double extra = behaviour.weekendExtra().low()
                + (behaviour.weekendExtra().high() - behaviour.weekendExtra().low()) * rng.unit();
        return weekday >= FIRST_WEEKEND_DAY ? (int) Math.round(events * (1 + extra)) : events;
    }

    /** Splits a day's events into sessions of geometric lengths; says how many. */
    private int splitIntoSessions(int events) {
        int sessions = 0;
        int left = events;
        while (left > 0) {
            int size = Math.min(left, Math.min(rng.geometric(behaviour.sessionEvents()), MAX_SESSION_EVENTS));
            if (sessions == sizes.length) {
                sizes = Arrays.copyOf(sizes, sessions * 2);
            }
            sizes[sessions++] = size;
            left -= size;
        }
        return sessions;
    }

    private int[] sessionStarts(int sessions, int dayLength) {
        int[] starts = new int[sessions];
        for (int s = 0; s < sessions; s++) {
            // A day of 25 hours has nobody in its last, one of 23 ends early.
            int middle = Math.min(rng.pick(hours), HOURS - 1) * HOUR_MS + rng.below(HOUR_MS);
            starts[s] = Math.max(0, Math.min(middle, dayLength - 1) - sizes[s] * HALF_EVENT_MS);
        }
        Arrays.sort(starts);
        return starts;
    }

    /** One person's walk through a day's sessions. */
    private final class Visit {
        private final Shard shard;
        private final int local;
        private final DayPlan plan;
        private final int segment;
        private final int style;
        private final int turn;
        private int ordinal;

        private int session;
        private int list;
        private int recipe;
        private int rank;

        private EventType type = EventType.VIEW_PAGE;

        /** The advertisement that is going to be clicked; −1: none. */
        private int ad = -1;

        /** What carries it. */
        private int page;

        private int shownAt;

        Visit(Shard shard, int local, DayPlan plan) {
            this.shard = shard;
            this.local = local;
            this.plan = plan;
            segment = Profile.segment(shard.profile(local));
            style = Profile.style(shard.profile(local));
            turn = rng.below(Integer.MAX_VALUE / 2);
        }

        /**
         * Walks the event flow.
         *
         * @return when it ended, ms since the day's start
         */
        int session(int number, int start, int quota) {
            session = number;
            list = recommended();
            type = EventType.VIEW_PAGE;
            ad = -1;
            int clock = start;
            int end = start;
            int made = 0;
            while (clock < plan.lengthMs() && (made < quota || ad >= 0)) {
                act(clock);
                made++;
                end = clock;
                if (type.showsAds() && made < quota && show(clock, Integer.MAX_VALUE)) {
                    made++;
                    end = shownAt;
                }
                if (rng.unit() < behaviour.crash() && ad < 0) {
                    int at = Math.min(clock + behaviour.gap().low(), plan.lengthMs() - 1);
                    record(at, EventType.APP_CRASH, 0, 0);
                    return at;
                }
                type = flow.next(segment, type, rng);
                clock += gap();
            }
            return end;
        }

        /** Walks the event flow from the day's start to its end without a rest. */
        void allDay() {
            list = recommended();
            int clock = hotUser.gap(rng);
            while (clock < plan.lengthMs()) {
                session = clock / HotUser.SESSION_MS;
                act(clock);
                int gap = hotUser.gap(rng);
                if (type.showsAds()) {
                    show(clock, gap - 1);
                }
                type = flow.next(segment, type, rng);
                clock += gap;
            }
        }

        /** The next act: a click on the advertisement, or what the flow says. */
        private void act(int clock) {
            if (ad >= 0) {
                type = EventType.AD_CLICK;
                record(clock, type, ad, page);
            } else {
                record(clock, type, subject(type), rank);
            }
            ad = -1;
        }

        /**
         * Shows an advertisement on what was done last, if it carries one, and decides whether it will be clicked.
         *
         * @param delayAtMost how long after, ms
         */
        private boolean show(int clock, int delayAtMost) {
            if (rng.unit() >= behaviour.ads().fill()) {
                return false;
            }
            int shown = rng.below(behaviour.ads().count());
            page = Carrier.pack(type, recipe);
            Behaviour.Span delay = behaviour.ads().delay();
            shownAt = clock + Math.min(rng.between(delay.low(), delay.high()), delayAtMost);
            if (shownAt >= plan.lengthMs()) {
                return false;
            }
            record(shownAt, EventType.AD_IMPRESSION, shown, page);
            ad = rng.unit() < clickRate(plan.dayStart() + shownAt) ? shown : -1;
            return true;
        }

        /** What the event is about; searches and pages set the list, lists and clicks follow it. */
        private int subject(EventType next) {
            switch (next) {
                case VIEW_PAGE -> list = recommended();
                case SEARCH_RECIPE -> list = lists.search(rng);
                case CLICK_RECIPE -> {
                    rank = lists.place(list, rng);
                    recipe = lists.recipe(list, rank, turn);
                }
                default -> {}
            }
            return switch (next) {
                case SEARCH_RECIPE, VIEW_RECIPE_LIST -> list;
                case CLICK_RECIPE, CLICK_BOOKMARK, CLICK_LIKE, WRITE_COMMENT -> recipe;
                case CREATE_RECIPE -> lists.search(rng);
                default -> 0;
            };
        }

        private int recommended() {
            return lists.recommend(style, rng);
        }

        private void record(int offset, EventType event, int subject, int rankOnList) {
            int user = shard.first() + local;
            int row = plan.addPerson(offset, user, event, session, ordinal, subject, rankOnList);
            faultRng.restart(Rng.derive(model.seed(), FAULTS, (long) plan.day() << 32 | user, ordinal));
            faults.deliver(plan, row, faultRng);
            ordinal++;
        }

        /** Of several experiments at once the effects multiply. */
        private double clickRate(long time) {
            double rate = trials.clickRate();
            for (int t = 0; t < trials.count(); t++) {
                Trial trial = trials.get(t);
                if (trial.holds(time) && trial.enrolmentOpen(time)) {
                    int phase = trial.phaseAt(time);
                    if (phase >= 0 && trial.enrolled(phase, shard.enrolmentBucket(t, local))) {
                        long profile = shard.profile(local);
                        rate *= trial.clickRate(shard.arm(t, local, time), Profile.demographic(profile), segment, style)
                                / trials.clickRate();
                    }
                }
            }
            return rate;
        }
    }

    private int gap() {
        double draw = rng.unit();
        int low = behaviour.gap().low();
        return low + (int) ((behaviour.gap().high() - low) * draw * draw);
    }
}
