package io.trialstream.topology.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserAgentsTest {
    private final UserAgents agents = new UserAgents();

    @Test
    void tellsPeopleFromMachines() {
        assertThat(agents.agent(
                        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"))
                .isEqualTo(new UserAgents.Agent("chrome", "windows", "desktop"));
        assertThat(agents.agent(
                                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1")
                        .deviceClass())
                .isEqualTo("mobile");
        assertThat(agents.agent("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
                        .crawler())
                .isTrue();
        assertThat(agents.agent(
                                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36")
                        .crawler())
                .isTrue();
        assertThat(agents.agent("python-requests/2.31.0").crawler()).isTrue();
        assertThat(agents.agent(null).deviceClass()).isEqualTo("other");
        assertThat(agents.agent("x".repeat(1_000_000)).crawler())
                .as("length is bounded")
                .isFalse();
    }

    /** Two public lists: of the agents that crawlers declare at least 88 % are found, of browsers' at most 2 % taken for one. */
    @Test
    void holdsOnPublicLists() throws IOException {
        Path folder = sharedData("user-agents");
        JsonNode crawlers = new ObjectMapper()
                .readTree(folder.resolve("crawler-user-agents.json").toFile());
        List<String> declared = new ArrayList<>();
        crawlers.forEach(c -> c.path("instances").forEach(i -> declared.add(i.asText())));
        List<String> people = new ArrayList<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(folder.resolve("isbot_browsers.yml").toFile())
                .forEach(group -> collect(group, people));
        List<String> missed =
                declared.stream().filter(a -> !agents.agent(a).crawler()).toList();
        List<String> accused =
                people.stream().filter(a -> agents.agent(a).crawler()).toList();
        assertThat(missed.size())
                .as("missed of %s: %s", declared.size(), missed)
                .isLessThanOrEqualTo(declared.size() / 9);
        assertThat(accused.size())
                .as("accused of %s: %s", people.size(), accused)
                .isLessThanOrEqualTo(people.size() / 50);
    }

    private static void collect(JsonNode node, List<String> into) {
        if (node.isTextual()) {
            into.add(node.asText());
        } else {
            node.forEach(child -> collect(child, into));
        }
    }

    private static Path sharedData(String name) {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path data = dir.resolveSibling("shared").resolve("data").resolve(name);
            if (dir.getParent() != null && Files.isDirectory(data)) {
                return data;
            }
        }
        assumeTrue(false, "SKIPPED: no folder shared/data/" + name + " beside the repository");
        throw new AssertionError();
    }
}
