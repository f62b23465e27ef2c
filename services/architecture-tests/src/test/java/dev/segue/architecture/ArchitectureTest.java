package dev.segue.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.segue");

    @Test
    void seesEveryRoom() {
        assertThat(PRODUCT.stream()
                        .map(type -> type.getPackageName().split("\\.")[2])
                        .distinct())
                .contains(
                        "domain",
                        "corpus",
                        "recommending",
                        "training",
                        "search",
                        "statistics",
                        "modelbundle",
                        "schemas",
                        "platform",
                        "crawler",
                        "preprocessor",
                        "trainer",
                        "indexer",
                        "recommender",
                        "local",
                        "verification",
                        "cli");
    }

    @TestFactory
    Stream<DynamicTest> theHouseKeepsItsRules() {
        return rules().values().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(PRODUCT)));
    }

    /// Each rule is shown to fail: package `…planted` of a room holds classes that break it.
    @TestFactory
    Stream<DynamicTest> everyRuleFailsOnAPlantedViolation() {
        return rules().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getValue().getDescription(), () -> {
                    // Given
                    JavaClasses planted = new ClassFileImporter().importPackages(rule.getKey());
                    assertThat(planted).isNotEmpty();

                    // When
                    var result = rule.getValue().evaluate(planted);

                    // Then
                    assertThat(result.hasViolation()).isTrue();
                }));
    }

    @Test
    void onlySchemasNameTopics() throws IOException {
        // Given
        List<String> names = Topics.ALL.stream().map(Topic::name).toList();

        // When
        List<String> found = literals(names, REPOSITORY);

        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void aTopicNamedElsewhereIsFound() throws IOException {
        assertThat(literals(List.of("planted-topic.v1"), Path.of("src/test/resources/planted")))
                .hasSize(1);
    }

    private static List<String> literals(List<String> names, Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(root::relativize)
                    .filter(file -> file.toString().contains("src/main/java") || root.endsWith("planted"))
                    .filter(file -> !file.startsWith("schemas") && !file.startsWith(".segue"))
                    .flatMap(file -> names.stream()
                            .filter(name -> contains(root.resolve(file), "\"" + name + "\""))
                            .map(name -> file + " names " + name))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Rules by the package that holds their planted violation.
    private static Map<String, ArchRule> rules() {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.put("dev.segue.corpus.planted.frameworks", Rules.CORE_IS_FREE_OF_FRAMEWORKS);
        rules.put("dev.segue.domain.planted", Rules.DOMAIN_STANDS_ON_THE_JDK);
        rules.put("dev.segue.corpus.planted.schemas", Rules.CORPUS_KNOWS_DOMAIN_ONLY);
        rules.put("dev.segue.training.planted", Rules.CORE_KNOWS_NEITHER_WIRE_NOR_SERVICES);
        rules.put("dev.segue.schemas.planted", Rules.SCHEMAS_KNOW_DOMAIN_ONLY);
        rules.put("dev.segue.platform.planted.serdes", Rules.ONLY_SCHEMAS_BUILD_SERDES);
        rules.put("dev.segue.recommending.planted.lucene", Rules.ONLY_SEARCH_KNOWS_LUCENE);
        rules.put("dev.segue.recommending.planted.onnx", Rules.ONLY_MODEL_BUNDLE_KNOWS_ONNX);
        rules.put("dev.segue.platform.planted.clocks", Rules.CLOCKS_DICE_AND_ENVIRONMENT_COME_FROM_THE_APP);
        rules.put("dev.segue.platform.planted.unmarked", Rules.EVERY_PACKAGE_IS_NULL_MARKED);
        rules.put("dev.segue.platform.planted.names", Rules.NAMES_SAY_WHAT_THINGS_ARE);
        rules.put("dev.segue.platform.planted.cycle", Rules.PACKAGES_OF_A_ROOM_FORM_NO_CYCLE);
        Rules.noServiceKnowsAnother().forEach((service, rule) -> rules.put("dev.segue." + service + ".planted", rule));
        return rules;
    }
}
