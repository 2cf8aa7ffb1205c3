package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder as a phone leaves it is as good as one that was made ready by hand.
@Tag("slow")
@NeedsSharedData
final class PhonePhotosTest {
  private static final int SEEDS = 3;

  @TempDir static Path folder;
  private static PhonePhotos photos;

  @BeforeAll
  static void read() throws IOException {
    photos = PhonePhotos.of(SharedData.path("data/other/cifar10_jpg.tar.gz"));
    photos.writeTest(folder.resolve("test"));
  }

  @Test
  void phonePhotosTrainAsWellAsCleanOnes() throws IOException {
    Path clean = folder.resolve("clean");
    Path phone = folder.resolve("phone");
    photos.writeClean(clean);
    photos.writePhone(phone);
    assertThat(counts(phone)).isEqualTo(PhonePhotos.COUNTS);
    double messy = accuracy("phone", phone);
    double ready = accuracy("clean", clean);
    assertThat(ready).isGreaterThan(0.8);
    assertThat(messy).isCloseTo(ready, within(0.02));
  }

  /// The images of each class, those of all splits together.
  private static Map<String, Integer> counts(Path data) {
    Cli.Result info = Cli.run("data", "info", data, "--size", "32x32", "--json");
    assertThat(info.status()).as(info.err()).isZero();
    JsonTree splits = JsonTree.of(info.out()).at("splits");
    return PhonePhotos.COUNTS.keySet().stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name ->
                    Stream.of("train", "valid", "test")
                        .mapToInt(split -> (int) splits.at(split + "/perClass/" + name).number())
                        .sum()));
  }

  /// On the test set of CIFAR-10, the mean of some seeds.
  private static double accuracy(String name, Path data) {
    return IntStream.rangeClosed(1, SEEDS)
        .mapToDouble(
            seed -> {
              Path run = folder.resolve(name + seed);
              train(run, data, "--epochs", 20, "--seed", seed);
              Cli.Result score =
                  Cli.run(
                      "evaluate", run, "--data", folder.resolve("test"), "--split=all", "--json");
              assertThat(score.status()).as(score.err()).isZero();
              return JsonTree.of(score.out()).at("accuracy").number();
            })
        .average()
        .orElseThrow();
  }

  private static void train(Path run, Path data, Object... options) {
    List<Object> command =
        Stream.concat(
                Stream.of("train", "--data", data, "--network", "resnet", "--size", "32x32"),
                Stream.of("--no-report", "--quiet", "--out", run))
            .collect(Collectors.toList());
    command.addAll(List.of(options));
    Cli.Result trained = Cli.run(command.toArray());
    assertThat(trained.status()).as(trained.err()).isZero();
  }

  /// Networks that haven't learned from wrong labels put them first.
  @Test
  void wrongLabelsStandAtTheTopOfTheMistakes() throws IOException {
    Path data = folder.resolve("planted");
    photos.writeClean(data);
    plant(data, 20);
    Path folds = folder.resolve("folds");
    train(folds, data, "--epochs", 30, "--folds", 5);
    Path csv = folder.resolve("mistakes.csv");
    Cli.Result scored = Cli.run("evaluate", folds, "--split", "all", "--csv", csv);
    assertThat(scored.status()).as(scored.err()).isZero();
    assertThat(Files.readAllLines(csv).stream().skip(1).limit(40).filter(l -> l.contains("from-")))
        .hasSizeGreaterThanOrEqualTo(15);
  }

  private static void plant(Path data, int count) throws IOException {
    Random random = new Random(7);
    List<String> names = List.copyOf(PhonePhotos.COUNTS.keySet());
    for (int i = 0; i < count; i++) {
      int from = random.nextInt(names.size());
      int to = (from + 1 + random.nextInt(names.size() - 1)) % names.size();
      Files.move(
          data.resolve("%s/%04d.jpg".formatted(names.get(from), 5 * i)),
          data.resolve("%s/from-%d-%04d.jpg".formatted(names.get(to), from, 5 * i)));
    }
  }
}
