package dev.segue.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonitoringTest {

    private static final Path MONITORING = Path.of("../infra/monitoring");
    private static final Path DASHBOARDS = MONITORING.resolve("dashboards");

    /// Metrics of others that may be named, and who emits them.
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("up", "Prometheus itself, for every scrape"),
            Map.entry("http_server_requests_seconds_count", "Quarkus' Micrometer binder of its HTTP server"),
            Map.entry("http_server_requests_seconds_sum", "Quarkus' Micrometer binder of its HTTP server"),
            Map.entry("jvm_memory_used_bytes", "Micrometer's JvmMemoryMetrics"),
            Map.entry("jvm_memory_max_bytes", "Micrometer's JvmMemoryMetrics"),
            Map.entry("jvm_gc_pause_seconds_sum", "Micrometer's JvmGcMetrics"),
            Map.entry("process_cpu_usage", "Micrometer's ProcessorMetrics"));

    private static final Pattern CONSTANT = Pattern.compile("///\\s*(Counter|Gauge|Timer|Summary)(?:, (\\w+))?:.*\\R"
            + "(?:\\s*///.*\\R)*\\s*(?:public )?static final String (\\w+)\\s*=\\s*\"(segue[a-z0-9.-]+)\"");
    private static final Set<String> WORDS = Set.of(
            "sum",
            "min",
            "max",
            "avg",
            "count",
            "rate",
            "increase",
            "deriv",
            "min_over_time",
            "max_over_time",
            "histogram_quantile",
            "by",
            "without",
            "on",
            "ignoring",
            "and",
            "or",
            "unless",
            "clamp_min",
            "label_values",
            "offset",
            "bool");

    @Test
    void dashboardsNameOnlyMetricsThatAreEmitted() throws IOException {
        assertThat(unknown(dashboardExpressions())).isEmpty();
    }

    @Test
    void alertsNameOnlyMetricsThatAreEmitted() throws IOException {
        assertThat(unknown(alertExpressions(Manifest.read(MONITORING.resolve("alerts.yaml")))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum by (service) (rate(segue_follower_lost_total{job=\"segue\"}[5m]))",
                "segue_follower_lag_count > 0",
                "rate(segue_indexer_builds_seconds_bucket[5m])",
                "up == 0 and jvm_memory_free_bytes{area=\"heap\"} > 1"
            })
    void anInventedMetricIsFound(String expression) throws IOException {
        assertThat(unknown(List.of(expression))).hasSize(1);
    }

    @Test
    void expressionsAreReadAsPrometheusReadsThem() {
        // When
        var metrics = metricsOf("""
                sum by (service, uri) (rate(http_server_requests_seconds_count{status=~"5..", uri!~"/q/.*"}[5m]))
                  / on (service) group_left (team) jvm_memory_max_bytes offset 1h > 0.9e3""");
        // Then
        assertThat(metrics).containsExactlyInAnyOrder("http_server_requests_seconds_count", "jvm_memory_max_bytes");
    }

    @Test
    void dashboardPanelsAreWhole() throws IOException {
        for (JsonNode dashboard : dashboards()) {
            var ids = new HashSet<Integer>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(ids.add(panel.path("id").asInt()))
                        .as("id of %s", panel.path("title"))
                        .isTrue();
                assertThat(panel.path("description").asText())
                        .as("description of %s", panel.path("title"))
                        .isNotBlank();
                assertThat(panel.at("/gridPos/x").asInt()
                                + panel.at("/gridPos/w").asInt())
                        .as("right edge of %s", panel.path("title"))
                        .isLessThanOrEqualTo(24);
                assertThat(panel.path("targets"))
                        .as("queries of %s", panel.path("title"))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void everyServiceIsScrapedUnderItsName() {
        // Given
        JsonNode job = Manifest.parse(Manifest.read(MONITORING.resolve("prometheus.yaml")))
                .getFirst()
                .at("/scrape_configs/0");
        // When
        var services = new ArrayList<String>();
        job.path("static_configs").forEach(target -> {
            String service = target.at("/labels/service").asText();
            services.add(service);
            assertThat(target.at("/targets/0").asText()).isEqualTo(service + ":8080");
        });
        // Then
        assertThat(job.path("job_name").asText()).isEqualTo("segue");
        assertThat(job.path("metrics_path").asText()).isEqualTo("/q/metrics");
        assertThat(services)
                .containsExactlyElementsOf(
                        TopicAccess.ALL.stream().map(TopicAccess::service).toList());
    }

    @Test
    void everyAlertSaysWhatToLookAtAndHasAUnitTest() {
        // Given
        String tests = Manifest.read(MONITORING.resolve("alerts-test.yaml"));
        String runbook = Manifest.read(MONITORING.resolve("../../docs/runbook.md"));
        // When
        var rules = Manifest.parse(Manifest.read(MONITORING.resolve("alerts.yaml")))
                .getFirst()
                .at("/groups/0/rules");
        // Then
        assertThat(rules).isNotEmpty();
        for (JsonNode rule : rules) {
            String name = rule.path("alert").asText();
            assertThat(rule.at("/labels/severity").asText())
                    .as("severity of %s", name)
                    .isIn("warning", "critical");
            assertThat(rule.at("/annotations/look").asText())
                    .as("look of %s", name)
                    .isNotBlank();
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .as("runbook of %s", name)
                    .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(runbook).contains("\n## " + name + "\n");
            assertThat(tests).contains("alertname: " + name);
        }
    }

    @Test
    void alertsFireOnTheirFaultsAndOnlyThen() throws Exception {
        assumeTrue(Rendered.onPath("promtool"), "promtool is not on the PATH: alert unit tests are not run");
        assertThat(promtool("test", "rules", "alerts-test.yaml")).contains("SUCCESS");
        assertThat(promtool("check", "config", "prometheus.yaml")).contains("SUCCESS");
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(MONITORING.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static List<JsonNode> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            var dashboards = files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> Manifest.parse(Manifest.read(file)).getFirst().body())
                    .toList();
            assertThat(dashboards).isNotEmpty();
            return dashboards;
        }
    }

    private static List<String> dashboardExpressions() throws IOException {
        var expressions = new ArrayList<String>();
        for (JsonNode dashboard : dashboards()) {
            expressions.addAll(dashboard.findValuesAsText("expr"));
            expressions.addAll(dashboard.findValuesAsText("definition"));
        }
        assertThat(expressions).isNotEmpty();
        return expressions;
    }

    private static List<String> alertExpressions(String alerts) {
        var expressions = Manifest.parse(alerts).getFirst().body().findValuesAsText("expr");
        assertThat(expressions).isNotEmpty();
        return expressions;
    }

    /// Metrics that no code emits, with the expression that names them.
    private static List<String> unknown(List<String> expressions) throws IOException {
        var ours = ours();
        var found = new ArrayList<String>();
        for (String expression : expressions) {
            for (String metric : metricsOf(expression)) {
                if (!ours.contains(metric) && !FOREIGN.containsKey(metric)) {
                    found.add(metric + " in " + expression);
                }
            }
        }
        return found;
    }

    /// The code's own metrics as Prometheus writes them. A metric is a constant whose Javadoc begins with its type,
    /// `/// Counter, records: …`, and which something else names: one that only stands there is never emitted.
    private static Set<String> ours() throws IOException {
        String sources = sources();
        var names = new TreeSet<String>();
        var constant = CONSTANT.matcher(sources);
        while (constant.find()) {
            String identifier = constant.group(3);
            long mentions = Pattern.compile("\\b" + identifier + "\\b")
                    .matcher(sources)
                    .results()
                    .count();
            boolean histogram = Pattern.compile("Timer\\s*\\.builder\\((\\w+\\.)?" + identifier
                            + "\\)[^;]*\\.publishPercentileHistogram\\(\\)")
                    .matcher(sources)
                    .find();
            if (mentions > 1) {
                String unit = constant.group(2) == null ? "" : constant.group(2);
                names.addAll(exposed(constant.group(1), unit, constant.group(4).replaceAll("[.-]", "_"), histogram));
            }
        }
        assertThat(names).contains("segue_follower_lag", "segue_follower_unreadable_total");
        return names;
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../services"))) {
            return files.filter(path -> path.toString().contains("src/main/java")
                            && path.toString().endsWith(".java"))
                    .sorted()
                    .map(Manifest::read)
                    .collect(Collectors.joining("\n"));
        }
    }

    /// @param unit as the Javadoc says it; of counts Prometheus' names carry none
    private static Set<String> exposed(String type, String unit, String name, boolean histogram) {
        String based = unit.equals("bytes") ? name + "_bytes" : name;
        return switch (type) {
            case "Counter" -> Set.of(based + "_total");
            case "Gauge" -> Set.of(based);
            case "Summary" -> {
                String summary = unit.isEmpty() ? name : name + "_" + unit;
                yield Set.of(summary + "_count", summary + "_sum", summary + "_max");
            }
            case "Timer" -> {
                var series =
                        new TreeSet<>(Set.of(name + "_seconds_count", name + "_seconds_sum", name + "_seconds_max"));
                if (histogram) {
                    series.add(name + "_seconds_bucket");
                }
                yield series;
            }
            default -> throw new IllegalStateException("A metric of type " + type);
        };
    }

    /// Identifiers of a PromQL expression that are neither functions, keywords, labels, strings nor durations.
    private static Set<String> metricsOf(String expression) {
        String bare = expression
                .replaceAll("label_values\\((.*),\\s*\\w+\\)", "$1")
                .replaceAll("\"[^\"]*\"", "")
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", "")
                .replaceAll("\\boffset\\s+\\w+", "");
        var metrics = new TreeSet<String>();
        var identifiers = Pattern.compile("(?<![\\w.])[a-zA-Z_:][\\w:]*").matcher(bare);
        while (identifiers.find()) {
            if (!WORDS.contains(identifiers.group())) {
                metrics.add(identifiers.group());
            }
        }
        return metrics;
    }
}
