package io.trialstream.app.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.app.CommandFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void oneHolderAtATimePerApplication() {
        StateLock first = StateLock.take(directory, "one");
        assertThatThrownBy(() -> StateLock.take(directory, "one"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("another process (pid "
                        + ProcessHandle.current().pid() + ") runs application.id one on the state in " + directory);
        StateLock.take(directory, "two").close();
        first.close();
        assertThatCode(() -> StateLock.take(directory, "one").close()).doesNotThrowAnyException();
    }
}
