package io.trialstream.app.command.generate;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.report.Report;
import io.trialstream.app.terminal.ProgressView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generate report}: a page that shows the shape of what a bulk run has written. */
@Command(
        name = "report",
        description = "Show the shape of generated events: hours, weekdays, sessions, segments, click rates.",
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
    private static final int BYTES_PER_MB = 1_000_000;

    @Parameters(paramLabel = "DIR", description = "What generate bulk has written: DIR/<day>/events.jsonl.")
    private Path folder = Path.of("");

    @Option(
            names = "--out",
            defaultValue = "report.html",
            paramLabel = "FILE",
            description = "Where the page goes (default: ${DEFAULT-VALUE}).")
    private Path page = Path.of("");

    @Option(
            names = "--zone",
            defaultValue = "Asia/Seoul",
            paramLabel = "ZONE",
            description = "Zone of hours and weekdays (default: ${DEFAULT-VALUE}).")
    private ZoneId zone = ZoneId.of("Asia/Seoul");

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @Override
    public Integer call() throws InterruptedException {
        write(read());
        out.println(page.toAbsolutePath().normalize().toUri());
        return 0;
    }

    private String read() throws InterruptedException {
        try (ProgressView view = ProgressView.start("report", "MB", 0, err)) {
            return new Report(folder, zone)
                    .page((bytes, total) -> view.at(bytes / BYTES_PER_MB, total / BYTES_PER_MB, ""));
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new CommandFailure(e.getMessage() + ": expected a folder that generate bulk has written", e);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Under a temporary name first, so that a page that is there is whole. */
    private void write(String html) {
        Path temporary = page.resolveSibling(page.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, html);
            Files.move(temporary, page, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailure("cannot write " + page + ": " + e, e);
        }
    }
}
