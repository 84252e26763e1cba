package ai.band;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Who may call whom. */
@AnalyzeClasses(packages = "ai.band", importOptions = DoNotIncludeTests.class)
class HouseTest {
  @ArchTest
  static final ArchRule dependencies_point_down_the_house =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("ai.band..")
          .withOptionalLayers(true)
          .layer("app")
          .definedBy("ai.band.app..")
          .layer("local")
          .definedBy("ai.band.local..")
          .layer("door")
          .definedBy("ai.band")
          .layer("adapter")
          .definedBy("ai.band.adapter..")
          .layer("runtime")
          .definedBy("ai.band.runtime..")
          .layer("tools")
          .definedBy("ai.band.tools..")
          .layer("api")
          .definedBy("ai.band.api..")
          .layer("platform")
          .definedBy("ai.band.platform..")
          .layer("codex")
          .definedBy("ai.band.codex..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("local")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("door")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("adapter")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("runtime")
          .mayOnlyBeAccessedByLayers("app", "door")
          .whereLayer("tools")
          .mayOnlyBeAccessedByLayers("app", "door", "adapter")
          .whereLayer("codex")
          .mayOnlyBeAccessedByLayers("app", "adapter")
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("app", "door", "adapter", "runtime", "tools")
          .whereLayer("platform")
          .mayOnlyBeAccessedByLayers("app", "door", "adapter", "runtime", "tools", "api");

  @ArchTest
  static final ArchRule the_local_server_uses_only_json_and_the_socket_library =
      ArchRuleDefinition.classes()
          .that()
          .resideInAPackage("ai.band.local..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "ai.band.local..",
              "java..",
              "javax..",
              "tools.jackson..",
              "com.fasterxml.jackson.annotation..",
              "com.sun.net.httpserver..",
              "org.java_websocket..",
              "org.slf4j..",
              "org.jspecify..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule only_the_health_endpoint_knows_of_metrics_libraries =
      ArchRuleDefinition.noClasses()
          .that()
          .resideOutsideOfPackage("ai.band.app.health..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule phoenix_knows_nothing_of_band =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("ai.band.platform.phoenix..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.band.platform", "ai.band.platform.rest..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule rest_knows_nothing_of_sockets =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("ai.band.platform.rest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.band.platform", "ai.band.platform.phoenix..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packages_under_the_adapter_are_free_of_cycles =
      slices().matching("ai.band.platform.(*)..").should().beFreeOfCycles().allowEmptyShould(true);
}
