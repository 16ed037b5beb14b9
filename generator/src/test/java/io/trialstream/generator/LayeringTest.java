package io.trialstream.generator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the generator, and which doors they have. */
@AnalyzeClasses(packages = "io.trialstream.generator", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    private static final String ROOT = "io.trialstream.generator";

    @ArchTest
    static final ArchRule ROOMS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("base")
            .definedBy(ROOT + ".base")
            .layer("parquet")
            .definedBy(ROOT + ".parquet")
            .layer("catalogue")
            .definedBy(ROOT + ".catalogue")
            .layer("model")
            .definedBy(ROOT + ".model")
            .layer("plan")
            .definedBy(ROOT + ".plan")
            .layer("encode")
            .definedBy(ROOT + ".encode")
            .layer("ledger")
            .definedBy(ROOT + ".ledger")
            .layer("runs")
            .definedBy(ROOT)
            .layer("stream")
            .definedBy(ROOT + ".stream")
            .whereLayer("stream")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("runs")
            .mayOnlyBeAccessedByLayers("stream")
            .whereLayer("encode")
            .mayOnlyBeAccessedByLayers("runs", "stream")
            .whereLayer("ledger")
            .mayOnlyBeAccessedByLayers("runs", "stream")
            .whereLayer("plan")
            .mayOnlyBeAccessedByLayers("encode", "ledger", "runs")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("plan", "encode", "ledger", "runs", "stream")
            .whereLayer("parquet")
            .mayOnlyBeAccessedByLayers("catalogue");

    /** What a simulation delivers must not depend on when or where it runs. */
    @ArchTest
    static final ArchRule NO_CLOCK_NO_SOCKETS_IN_WHAT_DECIDES = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + ".model", ROOT + ".plan", ROOT + ".encode", ROOT + ".ledger", ROOT + ".catalogue")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "org.apache.kafka.clients..")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(Math.class, "random");

    /** Strict arithmetic alone is the same on every JVM: Math's transcendental functions may differ in the last bit. */
    @ArchTest
    static final ArchRule STRICT_ARITHMETIC = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".base", ROOT + ".model", ROOT + ".plan", ROOT + ".encode", ROOT + ".catalogue")
            .should()
            .callMethod(Math.class, "log", double.class)
            .orShould()
            .callMethod(Math.class, "log1p", double.class)
            .orShould()
            .callMethod(Math.class, "exp", double.class)
            .orShould()
            .callMethod(Math.class, "pow", double.class, double.class)
            .orShould()
            .callMethod(Math.class, "sin", double.class)
            .orShould()
            .callMethod(Math.class, "cos", double.class);
}
