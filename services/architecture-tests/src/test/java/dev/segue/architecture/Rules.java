package dev.segue.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.NullMarked;

/// Who may know whom. A rule's name says what it holds; docs/architecture.md says why.
final class Rules {

    private static final String[] CORE = {
        "dev.segue.domain..",
        "dev.segue.corpus..",
        "dev.segue.recommending..",
        "dev.segue.training..",
        "dev.segue.evaluation..",
        "dev.segue.search..",
        "dev.segue.statistics..",
        "dev.segue.modelbundle.."
    };
    private static final List<String> SERVICES =
            List.of("crawler", "preprocessor", "trainer", "indexer", "recommender");
    private static final String[] EVERYWHERE = {"java..", "org.jspecify..", "dev.segue.domain.."};

    private Rules() {}

    static final ArchRule CORE_IS_FREE_OF_FRAMEWORKS = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "io.quarkus..",
                    "io.vertx..",
                    "com.fasterxml.jackson..",
                    "io.micrometer..",
                    "jakarta..")
            .as("core is free of frameworks");

    static final ArchRule DOMAIN_STANDS_ON_THE_JDK = classes()
            .that()
            .resideInAPackage("dev.segue.domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(EVERYWHERE)
            .as("domain stands on the JDK and JSpecify alone");

    static final ArchRule CORPUS_KNOWS_DOMAIN_ONLY = classes()
            .that()
            .resideInAPackage("dev.segue.corpus..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("dev.segue.corpus.."))
            .as("corpus knows domain only");

    static final ArchRule CORE_KNOWS_NEITHER_WIRE_NOR_SERVICES = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(outsideCore())
            .as("core knows neither the wire, nor the platform, nor services");

    static final ArchRule SCHEMAS_KNOW_DOMAIN_ONLY = noClasses()
            .that()
            .resideInAPackage("dev.segue.schemas..")
            .should()
            .dependOnClassesThat(are(resideInAnyPackage("dev.segue.."))
                    .and(DescribedPredicate.not(resideInAnyPackage("dev.segue.schemas..", "dev.segue.domain.."))))
            .as("schemas know domain only");

    static final ArchRule ONLY_SCHEMAS_BUILD_SERDES = noClasses()
            .that()
            .resideInAPackage("dev.segue..")
            .and()
            .resideOutsideOfPackage("dev.segue.schemas..")
            .should()
            .beAssignableTo(Serde.class)
            .orShould()
            .beAssignableTo(Serializer.class)
            .orShould()
            .beAssignableTo(Deserializer.class)
            .as("only schemas build serdes");

    static final ArchRule ONLY_SEARCH_KNOWS_LUCENE = onlyRoomThatKnows("dev.segue.search..", "org.apache.lucene..");

    static final ArchRule ONLY_MODEL_BUNDLE_KNOWS_ONNX =
            onlyRoomThatKnows("dev.segue.modelbundle..", "ai.onnxruntime..", "ai.onnx..");

    static final ArchRule CLOCKS_DICE_AND_ENVIRONMENT_COME_FROM_THE_APP = noClasses()
            .that()
            .resideInAPackage("dev.segue..")
            .and()
            .resideOutsideOfPackages("..app..", "dev.segue.local..", "dev.segue.cli..", "dev.segue.testkit..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .as("clocks, dice and the environment come from the app");

    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .that()
            .resideInAPackage("dev.segue..")
            .and()
            .resideOutsideOfPackage("dev.segue.schemas.avro..")
            .should(resideInANullMarkedPackage())
            .as("every package is null-marked");

    static final ArchRule NAMES_SAY_WHAT_THINGS_ARE = noClasses()
            .that()
            .resideInAPackage("dev.segue..")
            .should()
            .haveNameMatching(".*(Impl|Manager|Utils?|Helpers?)$")
            .orShould()
            .resideInAnyPackage("..common..", "..util..", "..utils..", "..misc..", "..helper..", "..helpers..")
            .as("names say what things are");

    static final ArchRule PACKAGES_OF_A_ROOM_FORM_NO_CYCLE =
            slices().matching("dev.segue.(**)").should().beFreeOfCycles().as("packages form no cycle");

    /// No service knows another, one rule for each.
    static Map<String, ArchRule> noServiceKnowsAnother() {
        var rules = new LinkedHashMap<String, ArchRule>();
        for (String service : SERVICES) {
            String[] others = SERVICES.stream()
                    .filter(other -> !other.equals(service))
                    .map(other -> "dev.segue." + other + "..")
                    .toArray(String[]::new);
            rules.put(
                    service,
                    noClasses()
                            .that()
                            .resideInAPackage("dev.segue." + service + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(others)
                            .as(service + " knows no other service"));
        }
        return rules;
    }

    private static ArchRule onlyRoomThatKnows(String room, String... libraries) {
        return noClasses()
                .that()
                .resideInAPackage("dev.segue..")
                .and()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .as("only " + room + " knows " + String.join(", ", libraries));
    }

    private static String[] with(String... more) {
        var all = new ArrayList<>(List.of(EVERYWHERE));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String[] outsideCore() {
        var outside = new ArrayList<>(List.of("dev.segue.schemas..", "dev.segue.platform..", "dev.segue.local.."));
        SERVICES.forEach(service -> outside.add("dev.segue." + service + ".."));
        return outside.toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage()
                        .tryGetAnnotationOfType(NullMarked.class)
                        .isPresent();
                events.add(new SimpleConditionEvent(
                        type, marked, type.getName() + (marked ? " is" : " is not") + " in a @NullMarked package"));
            }
        };
    }
}
