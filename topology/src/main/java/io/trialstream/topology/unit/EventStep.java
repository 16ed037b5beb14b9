package io.trialstream.topology.unit;

import io.trialstream.schemas.BotVerdict;
import io.trialstream.schemas.CleanEvent;
import io.trialstream.schemas.EventExperiment;
import io.trialstream.schemas.UserEvent;
import io.trialstream.schemas.VerdictSource;
import io.trialstream.topology.aggregate.KeptEvent;
import io.trialstream.topology.aggregate.UnitAccount;
import io.trialstream.topology.assignment.Experiment;
import io.trialstream.topology.bots.BotRules;
import io.trialstream.topology.bots.Proof;
import io.trialstream.topology.bots.Verdict;
import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.dedupe.EventId;
import io.trialstream.topology.dedupe.IdBucket;
import io.trialstream.topology.enrich.Enricher;
import io.trialstream.topology.ingest.Ingested;
import io.trialstream.topology.sessions.Visit;
import io.trialstream.topology.settings.MetricDefinition;
import io.trialstream.topology.settings.TopologySettings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One event that is in time, taken through stages 3 to 7. {@link #run} computes on copies and writes nothing; {@link #commit}
 * writes everything. So an exception in a stage leaves no partial write.
 */
final class EventStep {
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

    private final Stages stages;
    private final UserStore users;
    private final PartitionState partition;
    private final User user;
    private final Ingested in;
    private final long watermark;

    private boolean duplicate;
    private final UserChanges changes;
    private long ownBucket;
    private @Nullable IdBucket acceptedIds;
    private boolean bot;
    private @Nullable BotVerdict told;
    private long retracted;
    private String botReason = "";
    private @Nullable CleanEvent clean;
    private final Map<String, UnitAccount.Contribution> contributions = new HashMap<>();

    EventStep(Stages stages, UserStore users, PartitionState partition, Ingested in) {
        this.stages = stages;
        this.users = users;
        this.partition = partition;
        this.user = users.load(in.unit());
        this.in = in;
        this.watermark = partition.clock().watermark();
        this.changes = new UserChanges(stages, users, partition, user);
    }

    /** Computes the event's fate, one line a stage. */
    void run() {
        changes.settle();
        duplicate = isDuplicate();
        if (!duplicate) {
            accept();
            judgeAndAttribute();
            visit();
            if (stages.settings().outputs().cleanEvents()) {
                clean = annotate();
            }
            changes.encode();
        }
    }

    private boolean isDuplicate() {
        EventId id = EventId.of(in.event().getEventId());
        ownBucket = IdBucket.index(in.time());
        IdBucket own =
                user.hot().ids().contains(ownBucket) ? users.loadIds(user.unit(), ownBucket) : new IdBucket(ownBucket);
        acceptedIds = own;
        if (own.remembers(id, watermark, stages.memoryMs())) {
            return true;
        }
        for (long bucket : user.hot().ids().candidates(id, ownBucket)) {
            if (users.loadIds(user.unit(), bucket).remembers(id, watermark, stages.memoryMs())) {
                return true;
            }
        }
        return false;
    }

    private void accept() {
        EventId id = EventId.of(in.event().getEventId());
        Objects.requireNonNull(acceptedIds).add(id, in.time());
        user.hot().ids().add(id, ownBucket);
    }

    private void judgeAndAttribute() {
        Proof proof = stages.bots().observe(user.hot().behaviour(), act(), stages.windows(), watermark);
        Verdict before = user.hot().behaviour().verdict();
        Verdict after = proof == null
                ? null
                : BotRules.judge(before, proof, in.time(), stages.windows().closedThrough(watermark));
        boolean starts = after != null && (before == null || !before.covers(in.time()));
        if (after != null) {
            user.hot().behaviour().verdict(after);
            told = told(after, Objects.requireNonNull(proof));
        }
        Verdict inForce = user.hot().behaviour().verdict();
        bot = inForce != null && inForce.covers(in.time());
        botReason = inForce == null ? "" : inForce.reason();
        if (bot && !starts && changes.coveredByEarlierBotEvent(in.time())) {
            user.windows().addBot(in.time(), stages.windows());
            return;
        }
        changes.contributionsBefore(contributions);
        if (starts) {
            changes.drop();
            retracted = user.windows().retract();
            user.hot().sessions().markBot();
        }
        KeptEvent kept = null;
        if (bot) {
            user.windows().addBot(in.time(), stages.windows());
        } else {
            kept = kept();
            user.windows().add(kept, stages.windows());
        }
        changes.contributionsAfter(contributions, kept);
    }

    private BotRules.Act act() {
        String agent = in.event().getContext().get("user_agent");
        return new BotRules.Act(in.time(), automatic(), agent == null || agent.isEmpty() ? null : agent);
    }

    private boolean automatic() {
        return stages.bots().isAutomatic(in.event().getEventName());
    }

    private BotVerdict told(Verdict verdict, Proof proof) {
        long from = verdict.from() == Windows.NONE ? 0 : verdict.from();
        return new BotVerdict(
                user.unit(),
                proof.reason(),
                proof.evidence(),
                from,
                verdict.until(),
                in.event().getEventId(),
                VerdictSource.rule);
    }

    private KeptEvent kept() {
        return new KeptEvent(in.time(), in.event().getEventName(), values());
    }

    /** The properties that metrics sum, in whole numbers, rounded half away from zero; what is no number counts 0. */
    private Map<String, Long> values() {
        Map<String, Long> values = Map.of();
        for (MetricDefinition metric : stages.settings().metrics().definitions()) {
            String property = metric.sumProperty();
            if (property == null
                    || !metric.numeratorEvents().contains(in.event().getEventName())) {
                continue;
            }
            String text = in.event().getEventProperties().get(property);
            if (text != null && AMOUNT.matcher(text).matches()) {
                values = values.isEmpty() ? new HashMap<>() : values;
                values.put(
                        property,
                        new BigDecimal(text).setScale(0, RoundingMode.HALF_UP).longValueExact());
            }
        }
        return values;
    }

    private void visit() {
        UserEvent event = in.event();
        TopologySettings.Sessions names = stages.settings().sessions();
        user.hot()
                .sessions()
                .add(
                        new Visit(
                                in.time(),
                                user.hot().nextAccepted(),
                                automatic(),
                                names.clickEvents().contains(event.getEventName()),
                                names.impressionEvents().contains(event.getEventName()),
                                names.conversionEvents().contains(event.getEventName()),
                                bot,
                                Enricher.page(event),
                                stages.enricher().deviceClass(event)),
                        stages.gapMs());
    }

    private CleanEvent annotate() {
        List<EventExperiment> experiments = new ArrayList<>();
        if (!bot) {
            for (Experiment experiment : partition.known()) {
                experiments.add(standing(experiment));
            }
        }
        return new CleanEvent(
                in.event(),
                stages.windows().start(in.time()),
                bot,
                bot ? List.of(botReason) : List.of(),
                experiments,
                stages.enricher().enrich(in.event()));
    }

    private EventExperiment standing(Experiment experiment) {
        UnitAccount.EventStanding s =
                Objects.requireNonNull(contributions.get(experiment.id())).standing();
        if (s == null) {
            throw new IllegalStateException("expected the event among the unit's kept events");
        }
        String variant = s.arm().variant().isEmpty() ? null : s.arm().variant();
        return new EventExperiment(experiment.id(), s.arm().version(), s.arm().phase(), variant, s.state());
    }

    /** Whether any experiment's sums have changed. */
    boolean changedSums() {
        return contributions.values().stream().anyMatch(c -> !c.isZero());
    }

    /** Writes state, counts, and forwards. Nothing here depends on the event's content, so nothing here can fail for it. */
    void commit(byte[] key, Emitter emitter) {
        if (duplicate) {
            partition.accounting().countDuplicate();
            return;
        }
        users.putIds(user.unit(), ownBucket, Objects.requireNonNull(acceptedIds));
        changes.write();
        contributions.forEach((experiment, change) -> {
            if (!change.isZero()) {
                partition.add(experiment, change);
            }
        });
        partition.accounting().retract(retracted, botReason);
        if (bot) {
            partition.accounting().countBot(botReason);
        } else {
            partition.accounting().countKept();
        }
        if (told != null) {
            emitter.verdict(told);
        }
        if (clean != null) {
            emitter.clean(key, clean);
        }
    }
}
