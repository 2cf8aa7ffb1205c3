package dev.kern.spark;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of `ArchitectureTest` for a module that isn't one of Java's: Spark runs it on the
/// class path, where nothing keeps it from what other modules don't export.
final class SparkArchitectureTest {
  private static final JavaClasses SPARK =
      new ClassFileImporter()
          .importUrl(
              KernClassificationModel.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void knowsOnlyWhatItMay() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.kern..")
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.kern.spark",
                            "dev.kern.data",
                            "dev.kern.data.convert",
                            "dev.kern.data.file",
                            "dev.kern.data.format",
                            "dev.kern.data.image",
                            "dev.kern.data.shard",
                            "dev.kern.exchange",
                            "dev.kern.layer",
                            "dev.kern.metric",
                            "dev.kern.model",
                            "dev.kern.onnx",
                            "dev.kern.optimize",
                            "dev.kern.train",
                            "dev.kern.train.event",
                            "dev.kern.train.file",
                            "dev.kern.train.known",
                            "dev.kern.train.recipe"))))
        .check(SPARK);
  }

  @Test
  void printsNothingAndStartsNoThread() {
    noClasses().should(ACCESS_STANDARD_STREAMS).check(SPARK);
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, ExecutorService.class)
        .check(SPARK);
  }

  /// What Kern brings must be Kern's alone, and what Spark brings Spark's.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools/jackson/core/JsonParser.class",
        "org/snakeyaml/engine/v2/api/Load.class",
        "com/fasterxml/jackson/core/JsonParser.class",
        "org/apache/logging/log4j/Logger.class",
        "scala/Option.class"
      })
  void noLibraryComesTwice(String type) throws IOException {
    assertThat(Collections.list(getClass().getClassLoader().getResources(type))).hasSize(1);
  }

  /// Spark SQL fails with the older library that Maven would take.
  @Test
  void scalaIsTheOneThatSparkWasBuiltWith() {
    assertThat(scala.util.Properties.versionNumberString()).isEqualTo("2.13.18");
  }
}
