package io.trialstream.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How children end with their parent, survive it, and are found again. The parent is a JVM of its own. */
class LifeAndDeathTest {
    private static final long TIMEOUT_SECONDS = 60;

    @TempDir
    Path directory;

    private final List<Process> parents = new ArrayList<>();

    @AfterEach
    void endEverything() {
        parents.forEach(Process::destroyForcibly);
        for (ProcessRecord record : ProcessRecord.readAll(directory)) {
            record.process().ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void whatAKilledRunLeftBehindIsFoundAndEnded() throws Exception {
        Process parent = parent("attached");
        ProcessHandle orphan = broker(parent.inputReader(UTF_8));
        parent.destroyForcibly().waitFor();
        assertThat(PartProcess.isAlive(orphan))
                .as("a SIGKILL leaves nobody to end the child")
                .isTrue();

        List<String> messages = Collections.synchronizedList(new ArrayList<>());
        PlatformOptions options =
                PlatformOptions.in(directory).anyPorts().withoutRegistry().messages(messages::add);
        try (LocalPlatform platform = LocalPlatform.start(options)) {
            assertThat(messages).contains("ending what an earlier run left behind: broker (pid " + orphan.pid() + ")");
            assertThat(PartProcess.isAlive(orphan)).isFalse();
            assertThat(platform.status().healthy()).isTrue();
        }
    }

    @Test
    void toldToEndTheParentRunsItsFarewellFirstAndThenEndsItsChildren() throws Exception {
        Process parent = parent("attached");
        BufferedReader output = parent.inputReader(UTF_8);
        ProcessHandle broker = broker(output);
        // Ctrl-C reaches the children as well; they must outlast it until their parent is done with them.
        signal("INT", broker.pid());
        signal("INT", parent.pid());
        assertThat(parent.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines()).contains(ParentMain.BEFORE_STOP + "true");
        assertThat(PartProcess.isAlive(broker)).isFalse();
        assertThat(Files.list(directory.resolve("pids"))).isEmpty();
    }

    @Test
    void aDetachedPlatformOutlivesItsParentAndIsFoundAgain() throws Exception {
        Process parent = parent("detached");
        ProcessHandle broker = broker(parent.inputReader(UTF_8));
        assertThat(parent.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(PlatformStatus.of(directory).healthy()).isTrue();

        PlatformOptions attached = PlatformOptions.in(directory).anyPorts().withoutRegistry();
        LocalPlatform again = LocalPlatform.start(attached.detach());
        again.close();
        assertThat(PartProcess.isAlive(broker)).isTrue();
        assertThat(again.startTimes()).isEmpty();
        assertThat(Endpoints.read(directory).bootstrap()).contains(again.bootstrap());
        assertThatThrownBy(() -> LocalPlatform.start(attached))
                .isInstanceOf(PlatformException.class)
                .hasMessageStartingWith("A platform is running in the background on " + directory);

        assertThat(LocalPlatform.stop(directory, message -> {})).isTrue();
        assertThat(PartProcess.isAlive(broker)).isFalse();
        assertThat(Endpoints.read(directory).members()).isEmpty();
        assertThat(LocalPlatform.stop(directory, message -> {})).isFalse();
    }

    @Test
    void aDetachedPlatformThatLacksAWantedPartIsStartedAnew() throws Exception {
        Process parent = parent("detached");
        ProcessHandle broker = broker(parent.inputReader(UTF_8));
        assertThat(parent.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();

        LocalPlatform more =
                LocalPlatform.start(PlatformOptions.in(directory).anyPorts().detach());

        assertThat(more.startTimes()).containsOnlyKeys("broker", "registry");
        assertThat(PartProcess.isAlive(broker)).isFalse();
        assertThat(PlatformStatus.of(directory).healthy()).isTrue();
        assertThat(LocalPlatform.stop(directory, message -> {})).isTrue();
    }

    private Process parent(String mode) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentMain.class.getName(),
                        directory.toString(),
                        mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        parents.add(parent);
        return parent;
    }

    private static ProcessHandle broker(BufferedReader output) throws Exception {
        String line = output.readLine();
        assertThat(line).startsWith(ParentMain.STARTED);
        return ProcessHandle.of(Long.parseLong(line.substring(ParentMain.STARTED.length())))
                .orElseThrow();
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }
}
