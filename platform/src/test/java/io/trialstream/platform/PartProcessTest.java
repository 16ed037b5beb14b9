package io.trialstream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a process that does not come up, and which process a record means. */
class PartProcessTest {
    @TempDir
    Path directory;

    @Test
    void aPartThatDoesNotAnswerInTimeIsToldWithTheReasonAndItsLastLogLines() {
        PartProcess child = launch("for i in $(seq 20); do echo line $i; done; exec sleep 600");
        try {
            assertThatThrownBy(() -> child.awaitReady(Duration.ofMillis(1500)))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageStartingWith("mute did not answer on nowhere within 1.5 s (deaf). Last lines of "
                            + directory.resolve("logs").resolve("mute.log") + ":\n  line 6\n")
                    .hasMessageEndingWith("\n  line 20");
        } finally {
            PartProcess.kill(child.handle(), "mute");
        }
    }

    @Test
    void aPartThatEndsIsToldAtOnce() {
        PartProcess child = launch("echo no room >&2; exit 3");
        assertThatThrownBy(() -> child.awaitReady(Duration.ofMinutes(10)))
                .isInstanceOf(PlatformException.class)
                .hasMessageStartingWith("mute ended with status 3 while starting. Last lines of ")
                .hasMessageEndingWith(":\n  no room");
    }

    @Test
    void aRecordMeansTheVeryProcessAndNoLaterOneOfItsPid() {
        PartProcess child = launch("exec sleep 600");
        try {
            ProcessRecord read = ProcessRecord.readAll(directory).get(0);
            assertThat(read).isEqualTo(child.record());
            assertThat(started(read, read.startedAtMs() - 60_000).process())
                    .as("same pid and program, started a minute later")
                    .isEmpty();
        } finally {
            PartProcess.kill(child.handle(), "mute");
        }
        assertThat(child.record().process()).isEmpty();
    }

    @Test
    void aProcessThatDoesNotHeedItsTermSignalIsKilled() throws Exception {
        PartProcess child = launch("trap '' TERM; echo deaf; while :; do sleep 1; done");
        Path log = directory.resolve("logs").resolve("mute.log");
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!Files.readString(log).contains("deaf")) {
            assertThat(System.nanoTime()).as("the trap is not set").isLessThan(deadline);
        }
        assertThat(PartProcess.end(child.handle(), "mute", Duration.ofMillis(300)))
                .isFalse();
        assertThat(PartProcess.isAlive(child.handle())).isFalse();
    }

    private static ProcessRecord started(ProcessRecord record, long startedAtMs) {
        return new ProcessRecord(
                record.name(),
                record.pid(),
                startedAtMs,
                record.command(),
                record.detached(),
                record.ports(),
                record.endpoint(),
                record.address());
    }

    private PartProcess launch(String script) {
        return PartProcess.launch(new Mute(script), Map.of(), PlatformOptions.in(directory));
    }

    /** A shell that listens nowhere. */
    private record Mute(String script) implements Part {
        @Override
        public String name() {
            return "mute";
        }

        @Override
        public Map<String, Integer> preferredPorts() {
            return Map.of();
        }

        @Override
        public List<String> needs() {
            return List.of();
        }

        @Override
        public void prepare(Map<String, Integer> ports) {}

        @Override
        public List<String> setupCommand() {
            return List.of();
        }

        @Override
        public List<String> command(Map<String, Integer> ports) {
            return List.of("/bin/sh", "-c", script);
        }

        @Override
        public String address(Map<String, Integer> ports) {
            return "nowhere";
        }

        @Override
        public String endpointKey() {
            return "mute";
        }

        @Override
        public void probe(Map<String, Integer> ports, Duration timeout) throws IOException {
            throw new IOException("deaf");
        }
    }
}
