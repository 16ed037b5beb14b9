package io.trialstream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rum | 2 | trialstream: Unmatched argument at index 0: 'rum'; see trialstream --help",
                "run --sett a=b | 2 | trialstream: Unknown options: '--sett', 'a=b'; see trialstream run --help",
                "run --set time.grase=PT1M | 2 | trialstream run: --set time.grase: unknown key time.grase; the nearest known key is time.grace",
                "run --config absent.yaml | 2 | trialstream run: configuration file: expected a file, found none at absent.yaml",
            })
    void failsWithOneLineAndAStatus(String arguments, int status, String line) {
        StringWriter err = new StringWriter();
        int actual = Main.execute(new PrintWriter(err, true), arguments.split(" "));
        assertThat(err.toString().strip()).isEqualTo(line);
        assertThat(actual).isEqualTo(status);
    }
}
