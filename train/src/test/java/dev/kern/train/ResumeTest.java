package dev.kern.train;

import static dev.kern.data.augment.Augmentation.cutmix;
import static dev.kern.data.augment.Augmentation.elastic;
import static dev.kern.data.augment.Augmentation.erase;
import static dev.kern.data.augment.Augmentation.mixup;
import static dev.kern.data.augment.Augmentation.rotate;
import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.Fold;
import dev.kern.data.ImageTarget;
import dev.kern.data.ResizeMode;
import dev.kern.data.Targets;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.file.DataException;
import dev.kern.data.format.DatasetReader;
import dev.kern.graph.RateSchedule;
import dev.kern.layer.Network;
import dev.kern.loss.ClassWeights;
import dev.kern.loss.Loss;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Optimizer;
import dev.kern.optimize.Plateau;
import dev.kern.safetensors.ContentChecksum;
import dev.kern.safetensors.Safetensors;
import dev.kern.train.event.Event;
import dev.kern.train.event.Resumed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A run that was interrupted and resumed ends as if nothing had happened.
final class ResumeTest {
  private static final Dataset DATA = Toys.bars(120, 60, 30);
  private static final Network NETWORK =
      Network.of(conv(3, 4), batchNorm(), relu(), flatten(), dropout(), dense(3)).named("bars");
  private static final Training TRAINING =
      Training.of(NETWORK)
          .optimizer(Optimizer.adam(0.01))
          .steps(60)
          .reportEvery(7)
          .checkpointEvery(10)
          .threads(1);

  @TempDir Path folder;

  private Path whole(Training training) {
    Path place = folder.resolve("whole");
    try (Run run = training.out(place).start(DATA)) {
      run.fit();
    }
    return place;
  }

  private Path interrupted(Training training, long... steps) {
    Path place = folder.resolve("interrupted");
    for (int i = 0; i < steps.length; i++) {
      long at = steps[i];
      try (Run run = i == 0 ? training.out(place).start(DATA) : Run.resume(place, DATA)) {
        assertThatThrownBy(() -> run.fit(new AfterStep(at, run::interrupt)))
            .isInstanceOf(InterruptedRunException.class)
            .hasMessage(
                "interrupted after %d of 60 steps\n  fix       kern train --resume %s", at, place);
      }
    }
    return place;
  }

  private static List<Event> resume(Path place) {
    List<Event> events = new ArrayList<>();
    try (Run run = Run.resume(place, DATA)) {
      run.fit(events::add);
    }
    return events;
  }

  private static void expectSame(Path resumed, Path whole) throws IOException {
    assertThat(resumed.resolve("model.safetensors"))
        .hasBinaryContent(Files.readAllBytes(whole.resolve("model.safetensors")));
  }

  static Stream<Training> trainings() {
    return Stream.of(
        TRAINING,
        TRAINING.order(Order.SEQUENTIAL).optimizer(Optimizer.momentum(0.05, 0.9)),
        TRAINING.order(Order.WINDOWED),
        TRAINING.schedule(RateSchedule.oneCycle()).clipNorm(1).l2(0.001).threads(2),
        TRAINING.schedule(new Plateau(Monitor.ACCURACY, 0.5, 2, 0.2)),
        TRAINING.augment(shift(1), elastic(1), erase(0.2)),
        TRAINING.augment(rotate(20), mixup(0.4), cutmix(1)).threads(2),
        TRAINING.earlyStopping(EarlyStopping.after(20)),
        TRAINING.averageWeights(0.9),
        TRAINING
            .schedule(RateSchedule.linear(0.2))
            .augment(Augmentation.alternatingFlip(), Augmentation.crop(1), Augmentation.cutout(2)),
        TRAINING
            .optimizer(Optimizer.muon(0.02).weightDecay(0.1))
            .rateFactor("biases", 4)
            .decayFactor("biases", 1),
        TRAINING.averageWeights(0.95).earlyStopping(EarlyStopping.after(3)),
        TRAINING.sampling(Sampling.BALANCED),
        TRAINING.loss(Loss.crossEntropy().labelSmoothing(0.1).classWeights(ClassWeights.balance())),
        TRAINING.fold(new Fold(2, 3)).usualReports(),
        TRAINING
            .optimizer(Optimizer.sgd(1e-9))
            .earlyStopping(new EarlyStopping(Monitor.ACCURACY, 7, 0.5, true)));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void givesTheSameBits(Training training) throws IOException {
    Path place = interrupted(training, 3, 20, 21, 42);
    resume(place);
    expectSame(place, whole(training));
    assertThat(timeline(place)).isEqualTo(timeline(folder.resolve("whole")));
  }

  /// Photos of 96 x 128 in two classes, which may be decoded at a fraction to get to 8 x 8.
  private Path photos() throws IOException {
    Random random = new Random(5);
    Path photos = folder.resolve("photos");
    for (int n = 0; n < 40; n++) {
      BufferedImage photo = new BufferedImage(128, 96, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < 96; y++) {
        for (int x = 0; x < 128; x++) {
          int light = (x < 64) == (n % 2 == 0) ? 160 : 0;
          photo.setRGB(x, y, 0x10101 * (light + random.nextInt(90)));
        }
      }
      Path file = photos.resolve("AB".charAt(n % 2) + "/" + n + ".jpg");
      Files.createDirectories(file.getParent());
      ImageIO.write(photo, "jpg", file.toFile());
    }
    return photos;
  }

  /// Images are decoded as they were before: in full, too, where that was so.
  @ParameterizedTest
  @ValueSource(strings = {"stretch", "reducedStretch", "crop", "pad", "9,bicubic"})
  void resizesTheSameImagesInTheSameWay(ResizeMode mode) throws IOException {
    Path photos = photos();
    ImageTarget size = ImageTarget.to(8, 8).withMode(mode);
    Dataset data = DatasetReader.usual().sizing(size).open(photos);
    Training training =
        TRAINING.network(Network.of(conv(3, 4), relu(), flatten(), dense(2))).batch(8);
    Path whole = folder.resolve("whole");
    try (Run run = training.out(whole).start(data)) {
      run.fit();
    }
    Path place = folder.resolve("interrupted");
    try (Run run = training.out(place).start(data)) {
      assertThatThrownBy(() -> run.fit(new AfterStep(20, run::interrupt)))
          .isInstanceOf(InterruptedRunException.class);
    }
    Dataset again = RunFolder.open(place).reader(DatasetReader.usual()).open(photos);
    assertThat(again.provenance().fit()).contains(mode);
    try (Run run = Run.resume(place, again)) {
      run.fit();
    }
    expectSame(place, whole);
    float[] was = new float[data.shape().size()];
    float[] is = new float[was.length];
    float[] reduced = new float[was.length];
    data.train().pixels(0, was, 0);
    again.train().pixels(0, is, 0);
    assertThat(is).containsExactly(was);
    DatasetReader.usual().sizing(ImageTarget.to(8, 8)).open(photos).train().pixels(0, reduced, 0);
    assertThat(Arrays.equals(reduced, was)).isEqualTo(mode.equals(ResizeMode.REDUCED_STRETCH));
  }

  /// What was told step by step, without times and without telling of interruptions. In the
  /// `run.json` of older versions, sgd is gradientDescent.
  @Test
  void resumesWhatAnOlderVersionBegan() throws IOException {
    Training training = TRAINING.optimizer(Optimizer.sgd(0.05));
    Path place = folder.resolve("old");
    training.out(place).start(DATA).close();
    Path record = place.resolve("run.json");
    String begun = Files.readString(record).replace("\"sgd\"", "\"gradientDescent\"");
    Files.writeString(record, begun);
    try (Run run = Run.resume(place, DATA)) {
      assertThatThrownBy(() -> run.fit(new AfterStep(23, run::interrupt)))
          .isInstanceOf(InterruptedRunException.class);
    }
    resume(place);
    expectSame(place, whole(training));
    assertThat(record).hasContent(begun);
    assertThat(begun).contains("gradientDescent");
  }

  private static List<String> timeline(Path place) {
    return RunFolder.open(place).history().stream()
        .filter(event -> !(event instanceof Resumed))
        .map(Event::toString)
        .map(line -> line.replaceAll("(run|time|seconds|stepsPerSecond)=[^,\\]]*", ""))
        .toList();
  }

  @Test
  void isSummedUpWithTheStepsOfItsCheckpoint() {
    RunSummary summary = RunSummary.of(RunFolder.open(interrupted(TRAINING, 26)));
    assertThat(summary.state()).isEqualTo(RunSummary.State.INTERRUPTED);
    assertThat(summary.steps()).isEqualTo(26);
  }

  @Test
  void givesTheSameBitsOnOtherThreads() throws IOException {
    Path place = interrupted(TRAINING, 23);
    try (Run run = Run.resume(place, DATA, 3, 4)) {
      assertThat(run.training().threads()).isEqualTo(3);
      run.fit();
    }
    assertThat(place.resolve("checkpoints").toFile().list())
        .containsExactlyInAnyOrder("step-48.kern", "step-52.kern", "step-56.kern");
    assertThat(RunFolder.open(place).record().recipe().threads()).isEqualTo(1);
    expectSame(place, whole(TRAINING));
  }

  /// Classes are matched by name, whatever their order.
  @Test
  void givesTheSameBitsWithClassesInAnotherOrder() throws IOException {
    Path place = interrupted(TRAINING, 23);
    List<String> turned = DATA.classNames().reversed();
    Dataset other = DATA.withTargets(Targets.classes(turned));
    assertThat(other.train().label(0)).isNotEqualTo(DATA.train().label(0));
    try (Run run = Run.resume(place, other)) {
      run.fit();
    }
    expectSame(place, whole(TRAINING));
  }

  @Test
  void startsAnewWithoutACheckpoint() throws IOException {
    Path place = interrupted(TRAINING, 5);
    Files.delete(place.resolve("checkpoints/step-5.kern"));
    Files.delete(place.resolve("events.jsonl"));
    assertThat(resume(place)).map(Event::type).startsWith("started", "resumed", "progress");
    expectSame(place, whole(TRAINING));
  }

  @Test
  void keepsTheLastThree() {
    Path place = interrupted(TRAINING, 55);
    assertThat(place.resolve("checkpoints").toFile().list())
        .containsExactlyInAnyOrder("step-40.kern", "step-50.kern", "step-55.kern");
  }

  @Test
  void fallsBackToTheNewestThatIsWhole() throws IOException {
    Path place = interrupted(TRAINING, 55);
    Path newest = place.resolve("checkpoints/step-55.kern");
    Path second = place.resolve("checkpoints/step-50.kern");
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length - 100));
    bytes = Files.readAllBytes(second);
    bytes[bytes.length - 9] ^= 4;
    Files.write(second, bytes);
    Resumed resumed = (Resumed) resume(place).getFirst();
    assertThat(resumed.step()).isEqualTo(40);
    assertThat(resumed.skipped()).hasSize(2);
    assertThat(resumed.skipped().get(0)).startsWith(newest + ": ");
    assertThat(resumed.skipped().get(1))
        .isEqualTo(second + ": checksum mismatch: the file is damaged");
    expectSame(place, whole(TRAINING));
  }

  @Test
  void refusesACheckpointOfAnotherRun() throws IOException {
    Path place = interrupted(TRAINING, 15);
    Path other = folder.resolve("other");
    try (Run run = TRAINING.seed(2).out(other).start(DATA)) {
      run.fit();
    }
    Path foreign = place.resolve("checkpoints/step-50.kern");
    Files.copy(other.resolve("checkpoints/step-50.kern"), foreign);
    String begun = RunFolder.open(place).record().started();
    String otherBegun = RunFolder.open(other).record().started();
    assertThatThrownBy(() -> resume(place))
        .isInstanceOf(DataException.class)
        .hasMessage(
            foreign
                + """
                : this checkpoint belongs to another run
                  given     one of 'other, begun %s'
                  expected  one of 'interrupted, begun %s'
                  fix       delete it, or move it back to that run\
                """
                    .formatted(otherBegun, begun));
    Files.delete(foreign);
    resume(place);
    expectSame(place, whole(TRAINING));
  }

  @Test
  void goesNoStepBackBeforeWhatANewerKernHasWritten() throws IOException {
    Path place = interrupted(TRAINING, 15);
    Path newest = place.resolve("checkpoints/step-15.kern");
    Safetensors content = Safetensors.read(newest);
    Map<String, String> metadata = new HashMap<>(content.metadata());
    metadata.put("format", "kern checkpoint 3");
    new Safetensors(metadata, content.tensors()).sealed().write(newest);
    assertThatThrownBy(() -> resume(place))
        .isInstanceOf(DataException.class)
        .hasMessage(
            newest
                + """
                : this was written by a newer version of Kern
                  given     'kern checkpoint 3'
                  expected  'kern checkpoint 2' or older
                  fix       update Kern\
                """);
  }

  @Test
  void refusesSettingsThatHaveChanged() throws IOException {
    Path place = interrupted(TRAINING, 15);
    Path record = place.resolve("run.json");
    String good = Files.readString(record);
    assertThat(good).contains("\"seed\": 1,", "\"l2\": 0.0,");
    Files.writeString(
        record, good.replace("\"seed\": 1,", "\"seed\": 3,").replace("\"l2\": 0.0,", ""));
    refuses(
        place,
        "recipe.seed: '3', recipe.l2: nothing",
        "recipe.seed: '1', recipe.l2: '0.0', as in \\S+step-15.kern");
    // Checkpoints of large settings, and older ones, have the checksum alone.
    rewrite(place, Set.of("settings"));
    refuses(place, "checksum: '[0-9a-f]{64}'", "checksum: '[0-9a-f]{64}', as in \\S+step-15.kern");
    // What says where the data is may change, and how the file is laid out.
    Files.writeString(record, good.replace("\"source\": \"bars\"", "\"source\":\"moved\""));
    resume(place);
    expectSame(place, whole(TRAINING));
  }

  private static void refuses(Path place, String given, String expected) {
    assertThatThrownBy(() -> resume(place))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            """
            \\S+run.json, recipe: the settings have changed since the run began
              given     %s
              expected  %s
              fix       restore the settings, or start a new run\
            """
                .formatted(given, expected));
  }

  /// Takes entries from the metadata of the newest checkpoint.
  private static void rewrite(Path place, Set<String> without) {
    Path newest = place.resolve("checkpoints/step-15.kern");
    Safetensors content = Safetensors.read(newest);
    Map<String, String> metadata = new HashMap<>(content.metadata());
    metadata.keySet().removeAll(without);
    assertThat(metadata).hasSize(content.metadata().size() - without.size());
    new Safetensors(metadata, content.tensors()).sealed().write(newest);
  }

  @Test
  void takesACheckpointThatDoesNotSayItsRun() throws IOException {
    Path place = interrupted(TRAINING, 15);
    rewrite(place, Set.of("run", "runName", "settings", "settingsSha256"));
    assertThat(resume(place).getFirst()).isEqualTo(new Resumed(15, List.of()));
    expectSame(place, whole(TRAINING));
  }

  @Test
  void goesOnDespiteBadBytesInItsLog() throws IOException {
    Path place = interrupted(TRAINING, 25);
    Path log = place.resolve("events.jsonl");
    byte[] bytes = Files.readAllBytes(log);
    int second = 0;
    while (bytes[second++] != '\n') {}
    bytes[second + 3] = (byte) 0xff;
    Files.write(log, bytes);
    Files.writeString(log, "{\"type\":\"prog", StandardOpenOption.APPEND);
    Resumed resumed = (Resumed) resume(place).getFirst();
    assertThat(resumed.step()).isEqualTo(25);
    assertThat(resumed.skipped()).hasSize(2);
    assertThat(resumed.skipped().getFirst()).startsWith(log + ", line 2: ");
    assertThat(resumed.skipped().getLast())
        .isEqualTo(log + ", last line: truncated, '{\"type\":\"prog'");
    assertThat(Arrays.copyOf(Files.readAllBytes(log), bytes.length)).isEqualTo(bytes);
    expectSame(place, whole(TRAINING));
    assertThat(RunFolder.open(place).history()).contains(resumed);
  }

  @Test
  void tellsOfTheFirstOfManyBadLines() throws IOException {
    Path place = interrupted(TRAINING, 25);
    Path log = place.resolve("events.jsonl");
    Files.writeString(log, "bad\n".repeat(1_234), StandardOpenOption.APPEND);
    List<String> skipped = ((Resumed) resume(place).getFirst()).skipped();
    assertThat(skipped).hasSize(11).last().isEqualTo(log + ": 1,224 more lines");
  }

  @Test
  void takesCheckpointsOfTheFirstVersion() throws IOException {
    Path place = interrupted(TRAINING, 15);
    Path newest = place.resolve("checkpoints/step-15.kern");
    Safetensors content = Safetensors.read(newest);
    String state = content.metadata().getOrDefault("state", "");
    String checksum = ContentChecksum.checksum(state, content.tensors());
    Map<String, String> first =
        Map.of("format", "kern checkpoint 1", "state", state, "sha256", checksum);
    new Safetensors(first, content.tensors()).write(newest);
    Resumed resumed = (Resumed) resume(place).getFirst();
    assertThat(resumed).isEqualTo(new Resumed(15, List.of()));
    expectSame(place, whole(TRAINING));
  }

  @Test
  void sweepsUpWhatAKilledRunLeft() throws IOException {
    Path place = interrupted(TRAINING, 15);
    Path torn = place.resolve("checkpoints/.step-15.kern.1.tmp");
    Files.writeString(torn, "half");
    resume(place);
    assertThat(torn).doesNotExist();
  }

  @Test
  void letsOneProgramWriteAtATime() {
    Path place = folder.resolve("mine");
    try (Run run = TRAINING.out(place).start(DATA)) {
      assertThat(run.folder()).isPresent();
      assertThatThrownBy(() -> Run.resume(place, DATA))
          .isInstanceOf(DataException.class)
          .hasMessage(
              place
                  + """
                  : another program is writing to this folder
                    expected  one program at a time
                    fix       wait until it finishes, or stop it\
                  """);
    }
  }

  @Test
  void refusesARunThatHasEnded() {
    Path place = whole(TRAINING);
    assertThatThrownBy(() -> Run.resume(place, DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s: this run has finished; there is nothing to resume\n"
                + "  fix       kern evaluate %s, or start a new run",
            place, place);
  }

  @Test
  void refusesOtherData() {
    Path place = interrupted(TRAINING, 5);
    assertThatThrownBy(() -> Run.resume(place, Toys.bars(121, 60, 30)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("bars: not the data this run was trained on\n  given     ")
        .hasMessageContaining("120 train");
  }
}
