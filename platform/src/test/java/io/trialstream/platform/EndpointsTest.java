package io.trialstream.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {
    @TempDir
    Path directory;

    @Test
    void everyWriterKeepsTheOthersMembers() throws Exception {
        Endpoints.put(directory, Map.of("bootstrap", "127.0.0.1:9092", "registry", "http://127.0.0.1:8081"));
        Endpoints.put(directory, Map.of("http", "http://127.0.0.1:8080"));
        assertThat(Json.MAPPER.readTree(directory.resolve("endpoints.json").toFile()))
                .isEqualTo(Json.MAPPER.readTree("""
                                {"bootstrap":"127.0.0.1:9092","registry":"http://127.0.0.1:8081","http":"http://127.0.0.1:8080"}"""));

        Endpoints.remove(directory, List.of("bootstrap", "registry"));
        assertThat(Endpoints.read(directory).members()).isEqualTo(Map.of("http", "http://127.0.0.1:8080"));
        assertThat(Endpoints.read(directory).bootstrap()).isEmpty();
    }

    @Test
    void writersAtTheSameTimeLoseNothing() {
        IntStream.range(0, 50).parallel().forEach(i -> Endpoints.put(directory, Map.of("part-" + i, "here")));
        assertThat(Endpoints.read(directory).members()).hasSize(50);
    }

    @Test
    void aFolderWithoutTheFileHasNoEndpointsAndABrokenFileIsAnError() throws Exception {
        assertThat(Endpoints.read(directory).members()).isEmpty();
        Files.writeString(directory.resolve("endpoints.json"), "{\"bootstrap\":");
        assertThatThrownBy(() -> Endpoints.read(directory))
                .isInstanceOf(PlatformException.class)
                .hasMessageStartingWith("Cannot read " + directory.resolve("endpoints.json"));
    }
}
