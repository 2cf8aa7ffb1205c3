package dev.kern.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ResolvedModule;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.stream.BaseStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The arrows between packages, and what only one of them may do.
///
/// ArchUnit fails a rule that no class was tried on, so none of these can pass by finding nothing.
final class ArchitectureTest {
  /// Each package, with the packages of Kern that it may know besides itself: only those above it.
  private static final Map<String, List<String>> ARROWS =
      arrows(
          """
          math:
          graph: math
          kernel: math
          kernel.scalar: math kernel
          kernel.codegen: math kernel
          kernel.vector: math kernel kernel.scalar kernel.codegen
          kernel.gemm: math kernel kernel.vector kernel.codegen
          kernel.convolution: math kernel kernel.scalar kernel.vector kernel.codegen kernel.gemm
          kernel.winograd: math kernel kernel.vector kernel.codegen kernel.gemm \
            kernel.convolution
          kernel.library: math kernel kernel.scalar kernel.vector kernel.codegen kernel.gemm \
            kernel.convolution kernel.winograd
          compile: math graph kernel kernel.library
          run: math graph kernel kernel.library compile
          jpeg:
          data.file:
          extension: data.file
          json: data.file extension
          data.image: jpeg data.file
          data.order:
          data: json data.file data.image data.order
          data.archive: data.file
          data.csv: data.file
          data.hdf5: data.file
          data.idx: data.file
          data.npy: data.file
          data.pickle: data.file
          data.shard: data.file json data
          data.format.store: data.file data
          data.format: data.file data.image data data.archive data.csv data.idx data.npy \
            data.pickle data.shard data.format.store
          data.augment: data.file extension data.order data
          data.check: data.file json data.order data
          data.convert: data.file data.image data data.archive data.shard
          data.fetch: data.file data data.archive data.format
          glyph: data.file data
          metric: math data.file extension data
          loss: math graph data.file extension json data
          layer: math graph extension
          layer.json: math graph extension json layer
          architecture: math graph data layer
          safetensors: graph data.file json
          model: graph run data.file json data data.augment metric loss layer layer.json safetensors
          weights: graph data.file data.pickle json data layer architecture safetensors model
          exchange:
          optimize: math graph extension
          measure: math graph compile run layer model
          train.event: json
          train.json: graph data.file extension json data.augment metric loss layer.json optimize \
            train.event
          train.file: data.file json data train.event train.json
          train.state: run model optimize train.event
          train: math graph compile run data.file json data data.format data.augment metric loss \
            layer safetensors model exchange optimize train.event train.json train.file train.state
          train.notebook: graph data.file json layer optimize train
          train.photo: graph data data.augment loss layer optimize train
          train.known: graph data data.augment layer optimize architecture train train.notebook \
            train.photo
          train.recipe: data.file json data data.augment metric loss layer train.json train \
            train.notebook
          train.sweep: data.file json train.json
          onnx: math graph data.file data.hdf5 json data layer model weights
          report.markup:
          report.draw: data.file data.image data report.markup
          report.graph: graph report.draw
          report.lesson: math graph run data.file report.markup report.draw
          report.sheet: data.file data data.check report.draw
          report: graph run data.file data loss metric layer model train.event train \
            report.markup report.draw
          report.tensorboard: data.file train.event train
          web: data.file
          serve.json: data.file json
          serve.store: graph run data.file data metric model onnx
          serve.protocol: run data.file json data model web serve.json serve.store
          serve.page: graph data.file data json layer model web serve.store serve.protocol
          serve: data.file data.image data json model web serve.store serve.protocol serve.page
          watch: graph run data.file json data loss layer model train.event train report.draw web
          cli.terminal: data.file data.format train.event train
          cli.option: graph run data.file extension json data data.format data.augment metric loss \
            layer architecture model weights optimize train train.known train.recipe \
            onnx cli.terminal
          cli: graph compile run data.file json data data.format data.augment data.check \
            data.convert data.fetch glyph metric loss layer model optimize measure train.event \
            train train.notebook train.recipe train.sweep onnx report.graph report.sheet report \
            report.tensorboard web serve watch cli.terminal cli.option
          """);

  /// The only classes that may start threads.
  private static final Set<String> STARTERS =
      Set.of(
          "dev.kern.run.Workers",
          "dev.kern.data.file.OrderedTasks",
          "dev.kern.data.ReadAhead",
          "dev.kern.data.file.DiskForcer",
          "dev.kern.data.format.ProvenanceTask",
          "dev.kern.train.BackgroundCheckpointer",
          "dev.kern.train.TrainingWarmup",
          "dev.kern.web.Admission",
          "dev.kern.web.Watchdog",
          "dev.kern.watch.LivePage",
          "dev.kern.cli.Interruption");

  private static final String RANGES = "dev.kern.math.FloatRanges";
  private static final String FINDER = "dev.kern.data.format.ImageFinder";

  /// What starts a thread: the members, as a pattern, of types.
  private static final Map<Class<?>, String> STARTS =
      Map.of(
          Thread.class, "<init>|start.*|ofPlatform|ofVirtual",
          Thread.Builder.class, "start|unstarted|factory",
          ThreadFactory.class, ".*",
          Executors.class, ".*",
          ForkJoinPool.class, ".*",
          Timer.class, ".*",
          CompletableFuture.class, ".*Async",
          BaseStream.class, "parallel",
          Collection.class, "parallelStream");

  private static final List<String> MODULES =
      List.of(
          "dev.kern.core",
          "dev.kern.jpeg",
          "dev.kern.data",
          "dev.kern.glyphs",
          "dev.kern.model",
          "dev.kern.exchange",
          "dev.kern.train",
          "dev.kern.report",
          "dev.kern.onnx",
          "dev.kern.web",
          "dev.kern.serve",
          "dev.kern.watch",
          "dev.kern.cli");

  private static final JavaClasses KERN =
      new ClassFileImporter()
          .importUrls(MODULES.stream().map(ArchitectureTest::location).toList())
          .that(resideInAnyPackage("dev.kern.."));

  private static URL location(String module) {
    URI uri =
        ModuleLayer.boot()
            .configuration()
            .findModule(module)
            .map(ResolvedModule::reference)
            .flatMap(reference -> reference.location())
            .orElseThrow(() -> new AssertionError("module " + module + " is not on the path"));
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, List<String>> arrows(String table) {
    Map<String, List<String>> arrows = new LinkedHashMap<>();
    for (String row : table.lines().toList()) {
      String[] parts = row.split(":", 2);
      arrows.put(parts[0], Arrays.stream(parts[1].split(" ")).filter(p -> !p.isEmpty()).toList());
    }
    return arrows;
  }

  private static String below(JavaClass type) {
    return type.getPackageName().substring("dev.kern.".length());
  }

  static Stream<String> packages() {
    return ARROWS.keySet().stream();
  }

  @Test
  void everyPackageHasItsArrows() {
    assertThat(KERN.stream().map(ArchitectureTest::below).collect(toSet()))
        .isEqualTo(ARROWS.keySet());
  }

  @Test
  void arrowsPointUp() {
    Set<String> above = new HashSet<>();
    ARROWS.forEach(
        (name, known) -> {
          assertThat(above).as("the packages above " + name).containsAll(known);
          above.add(name);
        });
  }

  @ParameterizedTest
  @MethodSource("packages")
  void knowsOnlyWhatItMay(String name) {
    Stream<String> known =
        Stream.concat(Stream.of(name), ARROWS.getOrDefault(name, List.of()).stream());
    classes()
        .that()
        .resideInAPackage("dev.kern." + name)
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("dev.kern..")
                .or(resideInAnyPackage(known.map(p -> "dev.kern." + p).toArray(String[]::new))))
        .check(KERN);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.kern.(**)").should().beFreeOfCycles().check(KERN);
  }

  @Test
  void onlyKernelsKnowTheVectorModule() {
    onlyOneKnows("dev.kern.kernel..", "jdk.incubator.vector..");
  }

  /// A vector that is passed to a method that isn't inlined is an object; `VectorMath` tells more.
  @Test
  void noMethodTakesOrReturnsVectors() {
    Set<String> values = Set.of("FloatVector", "DoubleVector", "IntVector", "VectorMask");
    assertThat(KERN.stream().flatMap(type -> type.getCodeUnits().stream()))
        .filteredOn(
            unit ->
                Stream.concat(
                        unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                    .anyMatch(type -> values.contains(type.getSimpleName())))
        .isEmpty();
    assertThat(KERN.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream()))
        .extracting(dependency -> dependency.getTargetClass().getSimpleName())
        .as("vectors in bodies, which the rule rests on")
        .containsAll(values);
  }

  @Test
  void onlyTheWebModuleKnowsItsLibrary() {
    onlyOneKnows("dev.kern.web..", "io.helidon..");
  }

  private static void onlyOneKnows(String packages, String library) {
    DescribedPredicate<JavaClass> known = resideInAnyPackage(library);
    noClasses()
        .that()
        .resideOutsideOfPackage(packages)
        .should()
        .dependOnClassesThat(known)
        .check(KERN);
    assertThat(KERN.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream()))
        .filteredOn(dependency -> known.test(dependency.getTargetClass()))
        .as("the uses of " + library + " by " + packages + ", which the rule rests on")
        .isNotEmpty();
  }

  @Test
  void onlyCommandsPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.kern.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(KERN);
  }

  @Test
  void onlyWorkersStartThreads() {
    noClasses()
        .that(
            describe(
                "are not " + STARTERS,
                type -> STARTERS.stream().noneMatch(name -> isOrIsWithin(type, name))))
        .should()
        .accessTargetWhere(describe("starts a thread", ArchitectureTest::startsThread))
        .check(KERN);
    assertThat(KERN.stream().flatMap(type -> type.getAccessesFromSelf().stream()))
        .filteredOn(ArchitectureTest::startsThread)
        .as("the starters' own starts, which the rule rests on")
        .isNotEmpty();
  }

  /// The JDK compares ranges of large arrays at wrong addresses; `FloatRanges` tells why.
  @Test
  void onlyFloatRangesComparesRangesOfNumbers() {
    noClasses()
        .that(describe("are not FloatRanges", type -> !type.getName().equals(RANGES)))
        .should()
        .accessTargetWhere(describe("compares ranges", ArchitectureTest::comparesRanges))
        .check(KERN);
    assertThat(KERN.get(RANGES).getAccessesFromSelf())
        .filteredOn(ArchitectureTest::comparesRanges)
        .as("its own comparison, which the rule rests on")
        .isNotEmpty();
  }

  /// Arrays of bytes are safe at every index, and so are whole arrays, unless NaNs differ in them.
  private static boolean comparesRanges(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    if (!(access.getTarget() instanceof AccessTarget.CodeUnitCallTarget call)) {
      return false;
    }
    String first =
        call.getRawParameterTypes().isEmpty()
            ? ""
            : call.getRawParameterTypes().getFirst().getName();
    boolean numbers = first.matches("\\[[CSIJFD]");
    boolean ranges = call.getRawParameterTypes().size() > 2;
    boolean arrays =
        owner.equals(Arrays.class.getName())
            && name.matches("equals|mismatch|compare|compareUnsigned")
            && numbers
            && (ranges || first.matches("\\[[FD]"));
    boolean buffers =
        owner.matches("java\\.nio\\.(Char|Short|Int|Long|Float|Double)Buffer")
            && name.matches("equals|mismatch|compareTo");
    return arrays || buffers;
  }

  /// Those questions take a failure of the disk for a no; `FileStatus` doesn't. What a user types
  /// may be a word and no path at all, and a pattern matches as in a shell: both may ask so.
  @Test
  void aFailureToLookIsNoAnswer() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.kern.cli..", "dev.kern.data.file", "dev.kern.testing")
        .and(describe("don't match patterns", type -> !isOrIsWithin(type, FINDER)))
        .should()
        .accessTargetWhere(describe("asks what there is", ArchitectureTest::asksWhatThereIs))
        .check(KERN);
    assertThat(KERN.get(FINDER).getAccessesFromSelf())
        .filteredOn(ArchitectureTest::asksWhatThereIs)
        .as("the questions about patterns, which the rule rests on")
        .isNotEmpty();
  }

  private static boolean asksWhatThereIs(JavaAccess<?> access) {
    return access.getTargetOwner().getName().equals(Files.class.getName())
        && access.getTarget().getName().matches("exists|notExists|isRegularFile|isDirectory");
  }

  /// An argument that may be missing is an overload. The canonical constructor of a record is the
  /// exception: it has the types of what the record holds.
  @Test
  void nothingPublicTakesAnOptional() {
    Set<String> exported = MODULES.stream().flatMap(ArchitectureTest::exports).collect(toSet());
    assertThat(exported).contains("dev.kern.data", "dev.kern.train");
    assertThat(
            KERN.stream()
                .filter(type -> exported.contains(type.getPackageName()))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(code -> code.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(code -> !isCanonical(code))
                .filter(ArchitectureTest::takesOptional)
                .map(JavaCodeUnit::getFullName))
        .isEmpty();
  }

  private static Stream<String> exports(String module) {
    return ModuleLayer.boot().findModule(module).orElseThrow().getDescriptor().exports().stream()
        .filter(exports -> !exports.isQualified())
        .map(ModuleDescriptor.Exports::source);
  }

  private static boolean takesOptional(JavaCodeUnit code) {
    return code.getRawParameterTypes().stream()
        .anyMatch(type -> type.getName().startsWith(Optional.class.getName()));
  }

  private static boolean isCanonical(JavaCodeUnit code) {
    long components =
        code.getOwner().getFields().stream()
            .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
            .count();
    return code.getOwner().isRecord()
        && code instanceof JavaConstructor
        && code.getRawParameterTypes().size() == components;
  }

  private static boolean isOrIsWithin(JavaClass type, String name) {
    return type.getName().equals(name) || type.getName().startsWith(name + "$");
  }

  private static boolean startsThread(JavaAccess<?> access) {
    return STARTS.entrySet().stream()
        .anyMatch(
            start ->
                access.getTargetOwner().isAssignableTo(start.getKey())
                    && access.getTarget().getName().matches(start.getValue()));
  }
}
