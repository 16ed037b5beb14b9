package io.trialstream.app.report;

import io.trialstream.generator.BulkGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a bulk run. */
final class BulkFolder {
    private final Path folder;

    BulkFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A day's file.
     *
     * @param bytes its size
     */
    record DayFile(LocalDate day, Path file, long bytes) {}

    /** In order of days; folders that are not named as a day, or have no events, are passed over. */
    List<DayFile> days() throws IOException {
        List<DayFile> days = new ArrayList<>();
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path each : (Iterable<Path>) folders::iterator) {
                Path file = each.resolve(BulkGenerator.EVENTS_FILE);
                if (Files.isRegularFile(file) && isDay(each)) {
                    days.add(new DayFile(LocalDate.parse(name(each)), file, Files.size(file)));
                }
            }
        }
        days.sort(Comparator.comparing(DayFile::day));
        return days;
    }

    TruthRates truth() throws IOException {
        Path file = folder.resolve(BulkGenerator.TRUTH_FILE);
        return Files.exists(file) ? TruthRates.read(file) : TruthRates.NONE;
    }

    private static boolean isDay(Path path) {
        try {
            LocalDate.parse(name(path));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
