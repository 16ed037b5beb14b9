package io.trialstream.connect.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.trialstream.connect.s3.block.Directories;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoriesTest {
    @ParameterizedTest
    @CsvSource({
        "UTC,                2025-09-01T00:14:59.999Z, year=2025/month=09/day=01/hour=00/minute=00",
        "UTC,                2025-09-01T00:15:00Z,     year=2025/month=09/day=01/hour=00/minute=15",
        "UTC,                1969-12-31T23:59:59.999Z, year=1969/month=12/day=31/hour=23/minute=45",
        "Asia/Seoul,         2025-08-31T15:00:00Z,     year=2025/month=09/day=01/hour=00/minute=00",
        "Asia/Kathmandu,     2025-09-01T00:00:00Z,     year=2025/month=09/day=01/hour=05/minute=45",
        // The hour that the end of summer time repeats shares its directories.
        "America/New_York,   2025-11-02T05:30:00Z,     year=2025/month=11/day=02/hour=01/minute=30",
        "America/New_York,   2025-11-02T06:30:00Z,     year=2025/month=11/day=02/hour=01/minute=30",
        // The hour that its beginning leaves out has none.
        "America/New_York,   2025-03-09T06:59:59Z,     year=2025/month=03/day=09/hour=01/minute=45",
        "America/New_York,   2025-03-09T07:00:00Z,     year=2025/month=03/day=09/hour=03/minute=00",
        "UTC,                0000-01-01T00:00:00Z,     year=0000/month=01/day=01/hour=00/minute=00",
    })
    void localTimeNamesTheDirectory(String zone, Instant at, String path) {
        assertThat(new Directories("a/b", ZoneId.of(zone)).of("t", at.toEpochMilli()))
                .isEqualTo("a/b/t/" + path + "/");
        assertThat(new Directories("", ZoneId.of(zone)).of("t", at.toEpochMilli()))
                .isEqualTo("t/" + path + "/");
    }

    @Test
    void yearsOfFourDigitsAreCovered() {
        Directories directories = new Directories("p", ZoneId.of("Asia/Seoul"));
        assertThat(directories.covers(Instant.parse("9999-12-31T14:59:59.999Z").toEpochMilli()))
                .isTrue();
        assertThat(directories.covers(Instant.parse("9999-12-31T15:00:00Z").toEpochMilli()))
                .isFalse();
        assertThat(directories.covers(Long.MIN_VALUE)).isFalse();
        assertThat(directories.covers(Long.MAX_VALUE)).isFalse();
    }
}
