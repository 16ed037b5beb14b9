package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.terminal.ProgressView;
import io.trialstream.generator.Progress;
import io.trialstream.generator.RunResult;
import io.trialstream.generator.base.GeneratorException;
import io.trialstream.yaml.YamlException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A run of the generator in the terminal: progress, what it did in the end, and a Ctrl-C that leaves whole pieces. */
final class Generation {
    /** How long Ctrl-C waits for the interval in hand, so that whole intervals are left. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final PrintWriter out;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    Generation(PrintWriter out) {
        this.out = out;
    }

    /** What generates and tells how far it is. */
    interface Work {
        RunResult run(Progress.Listener listener);
    }

    /**
     * Runs it, and prints what came of it.
     *
     * @throws CommandFailure with one line that says what could not be done
     */
    RunResult run(Work work) {
        Thread hook = new Thread(this::askToStop, "generate-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Shown shown = new Shown()) {
            return work.run(shown);
        } catch (GeneratorException | YamlException | IllegalArgumentException | DateTimeException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } finally {
            done.countDown();
        }
    }

    /** Progress from the moment that something is made: what fails before that shows none. */
    private static final class Shown implements Progress.Listener, AutoCloseable {
        private @Nullable ProgressView view;

        @Override
        public void progress(Progress progress) {
            if (view == null) {
                view = ProgressView.start("generate", "events", progress.total(), System.err);
            }
            view.at(progress.events(), progress.total(), "to " + progress.position());
        }

        @Override
        public void close() {
            if (view != null) {
                view.close();
            }
        }
    }

    /** Says what a run did. */
    void print(RunResult result) {
        out.printf(
                Locale.ROOT,
                "%,d events in %.1f s (%,.0f/s), event time to %s%s%n",
                result.events(),
                result.seconds(),
                result.eventsPerSecond(),
                result.end(),
                result.stopped() ? ", stopped; a run from there continues" : "");
        out.flush();
    }

    /** Whether it was asked to stop. */
    boolean stopping() {
        return stop.getCount() == 0;
    }

    private void askToStop() {
        stop.countDown();
        try {
            done.await(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
