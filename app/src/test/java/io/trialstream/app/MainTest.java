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
                "replay --diff --source s3 --bootstrap b:1 --registry http://r | 2 | trialstream: --source s3: not there yet; the raw topic is read; see trialstream replay --help",
                "replay --diff --source csv | 2 | trialstream: --source: expected topic or s3, found 'csv'; see trialstream replay --help",
                "generate metadata --users 5 | 2 | trialstream: Missing required option: '--out=DIR'; see trialstream generate metadata --help",
                "generate metadata --out x --users 0 | 1 | trialstream generate metadata: users is 0, expected 1 to 16777216",
                "generate metadata --out x --recipes 0 | 1 | trialstream generate metadata: recipes is 0, expected 1 to 1000000",
                "replay --to 2025-08-08 | 2 | trialstream: expected --diff, --into NAME, or both: else nothing is compared and nothing kept; see trialstream replay --help",
                "replay --diff --from now --bootstrap b:1 --registry http://r | 2 | trialstream: --from: expected a time like 2025-08-08T00:00:00Z, found 'now'; see trialstream replay --help",
                "replay --diff --from 2025-08-08 --to 2025-08-08T00:10 --bootstrap b:1 --registry http://r | 2 | trialstream: --to: expected the start of a window of PT15M, found 2025-08-08T00:10:00Z; the nearest are 2025-08-08T00:00:00Z and 2025-08-08T00:15:00Z; see trialstream replay --help",
                "replay --into .. --bootstrap b:1 --registry http://r | 2 | trialstream: NAME: expected a name of [A-Za-z0-9_.-]{1,64} that is not '.' or '..', found '..'; see trialstream replay --help",
                "run --config absent.yaml | 2 | trialstream run: configuration file: expected a file, found none at absent.yaml",
            })
    void failsWithOneLineAndAStatus(String arguments, int status, String line) {
        StringWriter err = new StringWriter();
        int actual = Main.execute(new PrintWriter(err, true), arguments.split(" "));
        assertThat(err.toString().strip()).isEqualTo(line);
        assertThat(actual).isEqualTo(status);
    }
}
