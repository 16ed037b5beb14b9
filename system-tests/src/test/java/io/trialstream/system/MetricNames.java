package io.trialstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** Names of metrics: those that Grafana's dashboard and Prometheus' rules ask for, and those that a processor exports. */
final class MetricNames {
    private static final Pattern ASIDE =
            Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|without) *\\([^)]*\\)");
    /** An underscore or a colon is in every metric's name that we ask for, and in few of PromQL's own words. */
    private static final Pattern NAME = Pattern.compile("[a-z]\\w*[_:][\\w:]*(?! *\\()");

    private static final Set<String> OF_PROMETHEUS_ITSELF = Set.of("up", "ALERTS");

    private MetricNames() {}

    /** Names that a scrape bears. */
    static Set<String> exported(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names that dashboard and rules ask processors for; what the rules record themselves is left out. */
    static Set<String> wanted(Path docker) throws IOException {
        Path rules = docker.resolve(Path.of("prometheus", "rules.yml"));
        Set<String> names = Stream.concat(expressions(rules, "expr").stream(), dashboard(docker).stream())
                .flatMap(MetricNames::namesIn)
                .collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(expressions(rules, "record"));
        names.removeAll(OF_PROMETHEUS_ITSELF);
        return names;
    }

    private static Stream<String> namesIn(String expression) {
        return NAME.matcher(ASIDE.matcher(expression).replaceAll(" ")).results().map(result -> result.group());
    }

    private static List<String> dashboard(Path docker) throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(docker.resolve(Path.of("grafana", "dashboards", "trialstream.json"))
                        .toFile());
        return dashboard.findValuesAsText("expr");
    }

    /** The values of {@code member} of all rules. */
    private static List<String> expressions(Path rules, String member) throws IOException {
        Map<?, ?> file = new Yaml().load(Files.readString(rules));
        return ((List<?>) file.get("groups"))
                .stream()
                        .flatMap(group -> ((List<?>) ((Map<?, ?>) group).get("rules")).stream())
                        .map(rule -> ((Map<?, ?>) rule).get(member))
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
    }
}
