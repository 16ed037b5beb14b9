package io.trialstream.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.trialstream.schemas.ExperimentDefinition;
import io.trialstream.schemas.Scorecard;
import io.trialstream.topology.query.MergeQueries;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/stream}: server-sent events {@code scorecard}, {@code accounting}, {@code finals} (how far windows are final) and
 * {@code status} (whether the stores can be read here), each when it has changed. The stores are looked at once for all clients. A
 * client that is slow misses states in between, not the latest: each is written what is newer than what it has, by its own thread,
 * and nothing is queued. Windows themselves are not sent, there can be thousands: who is told that more are final asks for those from
 * where it stands, and so misses none.
 */
final class EventStream implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final String STATUS = "status";

    /** Longest silence. What breaks it is an event, {@code alive}, and no comment: only an event is seen by a script in a browser. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final Duration RETRY = Duration.ofSeconds(5);

    /** An event's latest data, and the number of the change that made it. */
    private record Latest(String event, String data, long change) {}

    private final Asker ask;
    private final int clientsMax;
    private final Semaphore clients;
    private final Map<String, Latest> latest = new LinkedHashMap<>();
    private final Map<String, JsonNode> published = new LinkedHashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "trialstream-stream");
        thread.setDaemon(true);
        return thread;
    });
    private long change;
    private boolean closed;

    /** @param clientsMax clients at a time */
    EventStream(Asker ask, int clientsMax) {
        this.ask = ask;
        this.clientsMax = clientsMax;
        this.clients = new Semaphore(clientsMax);
    }

    /** @param every time between two looks at the stores */
    void start(Duration every) {
        ScheduledFuture<?> unused =
                executor.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Holds the request's thread until the client leaves. */
    void serve(Context context) throws IOException {
        if (!clients.tryAcquire()) {
            throw Problem.unavailable("too many clients of the stream", RETRY);
        }
        try {
            context.contentType("text/event-stream; charset=utf-8").header("Cache-Control", "no-store");
            OutputStream out = context.res().getOutputStream();
            write(out, ": trialstream\n\n");
            long seen = 0;
            while (true) {
                List<Latest> news = awaitNewerThan(seen);
                if (isClosed()) {
                    return;
                }
                write(out, news.isEmpty() ? "event: alive\ndata: {}\n\n" : text(news));
                seen = Math.max(
                        seen, news.stream().mapToLong(Latest::change).max().orElse(seen));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.debug("A client of the stream left", e);
        } finally {
            clients.release();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String text(List<Latest> news) {
        StringBuilder text = new StringBuilder();
        news.forEach(one -> text.append("event: ")
                .append(one.event())
                .append("\ndata: ")
                .append(one.data())
                .append("\n\n"));
        return text.toString();
    }

    private synchronized List<Latest> awaitNewerThan(long seen) throws InterruptedException {
        long deadline = System.nanoTime() + KEEP_ALIVE.toNanos();
        List<Latest> news = newerThan(seen);
        while (news.isEmpty() && !closed) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (leftMs <= 0) {
                return List.of();
            }
            wait(leftMs);
            news = newerThan(seen);
        }
        return news;
    }

    private synchronized List<Latest> newerThan(long seen) {
        return latest.values().stream().filter(one -> one.change() > seen).toList();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Never throws: a scheduled task that does is not run again. */
    private void look() {
        if (clients.availablePermits() == clientsMax) {
            // Whoever comes next is not told what was so long ago.
            forgetAllBut(Set.of());
            return;
        }
        try {
            publish("accounting", Api.accounting(ask));
            publish("finals", finals(ask.merge(MergeQueries::finalThrough)));
            for (ExperimentDefinition definition : ask.merge(MergeQueries::experiments)) {
                ask.merge(merge -> merge.scorecard(definition.getId())).ifPresent(this::publish);
            }
            publish(STATUS, status(null));
        } catch (Problem notNow) {
            forgetAllBut(Set.of(STATUS));
            publish(STATUS, status(notNow.getMessage()));
        } catch (RuntimeException e) {
            log.warn("The stream's clients cannot be told what is new; trying again", e);
        }
    }

    private static ObjectNode finals(@Nullable Long through) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("finalThrough", RecordViews.moment(through));
        return json;
    }

    /** @param problem why the stores cannot be read; null where they can */
    private ObjectNode status(@Nullable String problem) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("readable", problem == null)
                .put("detail", problem)
                .put("instance", ask.instance())
                .put("lagRecords", ask.lagRecords());
    }

    private synchronized void forgetAllBut(Set<String> kept) {
        latest.keySet().retainAll(kept);
        published.keySet().retainAll(kept);
    }

    private void publish(String event, JsonNode data) {
        publish(event, event, data, data);
    }

    /** A scorecard that differs only in when it was made is not news. */
    private void publish(Scorecard scorecard) {
        ObjectNode json = RecordViews.json(scorecard);
        ObjectNode compared = json.deepCopy();
        compared.remove("generatedAt");
        publish("scorecard/" + scorecard.getExperimentId(), "scorecard", json, compared);
    }

    private synchronized void publish(String name, String event, JsonNode data, JsonNode compared) {
        if (!compared.equals(published.put(name, compared))) {
            change++;
            latest.put(name, new Latest(event, data.toString(), change));
            notifyAll();
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }
}
