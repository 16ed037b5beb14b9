package io.trialstream.app.run;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trialstream.app.query.StateQueries;
import io.trialstream.app.query.StoreMovingException;
import io.trialstream.topology.query.AccountingView;
import io.trialstream.topology.query.MergeQueries;
import io.trialstream.topology.query.PartitionView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** Metrics in Prometheus' format: the JVM's, Kafka Streams' and its clients', and our own. */
final class Telemetry implements AutoCloseable {
    private static final double UNKNOWN = Double.NaN;
    private static final double MS_PER_SECOND = 1_000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AutoCloseable> bound = new ArrayList<>();
    private final List<Supplier<Long>> sources = new ArrayList<>();
    private final MultiGauge reasons = MultiGauge.builder("trialstream.events.by.reason")
            .description("Events that are invalid, late or a bot's, by why; as few series as there are reasons.")
            .register(registry);
    private volatile @Nullable StateQueries queries;

    /** How many events ended where: one series each of {@code trialstream_events}. */
    private enum Outcome {
        IN(AccountingView::in),
        INVALID(AccountingView::invalid),
        LATE(AccountingView::late),
        DUPLICATE(AccountingView::duplicate),
        BOT(AccountingView::bot),
        KEPT(AccountingView::kept);

        private final ToDoubleFunction<AccountingView> count;

        Outcome(ToDoubleFunction<AccountingView> count) {
            this.count = count;
        }
    }

    Telemetry() {
        JvmGcMetrics gc = new JvmGcMetrics();
        bound.add(gc);
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    void bind(KafkaStreams streams) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
        bound.add(metrics);
        metrics.bindTo(registry);
    }

    /** Gauges, since a verdict moves events from kept to bot; no value while the store cannot be read. */
    void bind(StateQueries queries) {
        this.queries = queries;
        for (Outcome outcome : Outcome.values()) {
            Gauge.builder(
                            "trialstream.events",
                            () -> known(() -> outcome.count.applyAsDouble(queries.askMerge(MergeQueries::accounting))))
                    .description("Events by where they ended, as far as the partitions have reported.")
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
        gauge(
                "trialstream.accounting.balanced",
                "1 when every event is accounted for, 0 when not.",
                () -> queries.askMerge(MergeQueries::accounting).balanced() ? 1 : 0);
        gauge(
                "trialstream.watermark.seconds",
                "Least event time of all partitions, epoch seconds.",
                () -> queries.askMerge(merge -> least(merge.partitions())));
        gauge("trialstream.input.lag.records", "Raw records not processed yet.", queries::lagRecords);
    }

    /** @param value is asked with each scrape; what it throws while state is moving becomes "no value" */
    void gauge(String name, String description, Supplier<? extends Number> value) {
        Gauge.builder(name, () -> known(value))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static Number known(Supplier<? extends Number> value) {
        try {
            return value.get();
        } catch (StoreMovingException e) {
            return UNKNOWN;
        }
    }

    void counter(String name, String description, Supplier<Long> value) {
        // Micrometer refers to it weakly, and a counter whose source is collected stands still without a word.
        sources.add(value);
        FunctionCounter.builder(name, value, Supplier::get)
                .description(description)
                .register(registry);
    }

    /** Everything, in the text format that Prometheus reads. */
    String scrape() {
        StateQueries answering = queries;
        if (answering != null) {
            reasons.register(reasonRows(answering), true);
        }
        return registry.scrape();
    }

    /** Which reasons there are is known by the events that have one; none while the store cannot be read. */
    private static List<MultiGauge.Row<?>> reasonRows(StateQueries queries) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        try {
            queries.askMerge(MergeQueries::accounting)
                    .byReason()
                    .forEach((outcome, counts) -> counts.forEach((reason, count) ->
                            rows.add(MultiGauge.Row.of(Tags.of("outcome", outcome, "reason", reason), count))));
        } catch (StoreMovingException e) {
            return List.of();
        }
        return rows;
    }

    private static double least(List<PartitionView> partitions) {
        return partitions.stream()
                .map(PartitionView::watermark)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(watermark -> watermark / MS_PER_SECOND)
                .orElse(UNKNOWN);
    }

    @Override
    @SuppressWarnings("try") // What is bound may say that closing it was interrupted; the caller logs and goes on.
    public void close() throws Exception {
        for (AutoCloseable one : bound) {
            one.close();
        }
        registry.close();
    }
}
