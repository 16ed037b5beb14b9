package io.trialstream.topology;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** The house has rooms, and doors only where ARCHITECTURE.md draws them. */
@AnalyzeClasses(packages = "io.trialstream.topology", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    private static final String ROOT = "io.trialstream.topology";

    @ArchTest
    static final ArchRule STATISTICS_KNOW_NUMBERS_ALONE = noClasses()
            .that()
            .resideInAPackage(ROOT + ".statistics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..", "org.apache.avro..", "io.trialstream.schemas..", "com.fasterxml..");

    /** What computes a stage is a function of its section, the event and the time. */
    @ArchTest
    static final ArchRule STAGES_KNOW_NO_STREAMS = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + ".clock..",
                    ROOT + ".dedupe..",
                    ROOT + ".bots..",
                    ROOT + ".sessions..",
                    ROOT + ".assignment..",
                    ROOT + ".aggregate..",
                    ROOT + ".enrich..",
                    ROOT + ".ingest..",
                    ROOT + ".scorecard..",
                    ROOT + ".codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.streams..", "org.apache.kafka.clients..");

    @ArchTest
    static final ArchRule NO_SOCKETS_NO_CLOCK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "javax.net..", "java.nio.channels..", "io.javalin..", "io.micrometer..")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule STAGES_DO_NOT_KNOW_EACH_OTHERS_SECTIONS = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".dedupe..", ROOT + ".bots..", ROOT + ".sessions..", ROOT + ".clock..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".unit..", ROOT + ".aggregate..", ROOT + ".assignment..", ROOT + ".merge..");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_QUERIES = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".query..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".query..");

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NULLS_ARE_MARKED = classes().should(liveInANullMarkedPackage());

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass c, ConditionEvents events) {
                boolean marked = c.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(c, marked, c.getName() + " in package " + c.getPackageName()));
            }
        };
    }
}
