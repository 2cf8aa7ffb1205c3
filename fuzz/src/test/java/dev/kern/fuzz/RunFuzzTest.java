package dev.kern.fuzz;

import static dev.kern.fuzz.Seeds.bytes;
import static dev.kern.fuzz.Seeds.write;

import dev.kern.data.Dataset;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.format.Datasets;
import dev.kern.graph.RateSchedule;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.train.BaseModel;
import dev.kern.train.DataRecord;
import dev.kern.train.Environment;
import dev.kern.train.RunFolder;
import dev.kern.train.RunJson;
import dev.kern.train.RunRecord;
import dev.kern.train.RunSummary;
import dev.kern.train.Training;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Failed;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Resumed;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import dev.kern.train.file.EventLog;
import dev.kern.train.file.LogSummary;
import dev.kern.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files of runs, as commands that begin, list and resume runs read them.
@Tag("repeated")
final class RunFuzzTest {
  @TempDir Path folder;

  private static RunRecord record() {
    Dataset data = Datasets.open(Seeds.data("fixture/pickle"));
    Training training =
        Training.of(Models.all().getFirst().model().network())
            .optimizer(Optimizer.momentum(0.1, 0.9))
            .schedule(RateSchedule.exponential(100, 0.5))
            .augment(Augmentation.shift(1), Augmentation.mixup(0.2))
            .steps(7);
    return new RunRecord(
        Optional.of("kern run 1"),
        Optional.of("5f0c"),
        "run-1",
        "2026-11-24T10:05:17Z",
        training,
        DataRecord.of(data),
        Optional.of(new BaseModel("runs/a/best.safetensors", "conv", "00ff")),
        Environment.here(Engine.SCALAR));
  }

  private static byte[] log() {
    List<Event> events =
        List.of(
            new Started("run-1", "now", "conv", 7, Map.of("train", 9), 3, 2, 5, 1, "scalar", 1),
            new Progress(0, 1.5, 0.5, 0.1, 0.01, 100),
            new Evaluated(1, "valid", 0.75, 0.5, 8),
            new RateLowered(2, 0.05),
            new Resumed(2, List.of("a file is broken")),
            new Stopped(3, "no better for 2 evaluations", 1),
            new Failed(4, "conv1", "not finite"),
            new Finished("run-1", 5, 0.1, 50, Optional.of(0.7), Optional.empty()));
    StringBuilder lines = new StringBuilder();
    events.forEach(event -> lines.append(RunJson.line(event)).append('\n'));
    return bytes(lines.toString());
  }

  /// The project's own, one with all that a layer can say, and what YAML has besides.
  private static List<byte[]> recipes() {
    String layers =
        """
        # a comment
        network:
          - {type: conv, filters: 4, size: 3, stride: 2, padding: valid}
          - batchNorm
          - type: residual
            layers: [relu, {type: dropout, keep: 0.5}]
          - flatten
          - {type: dense, units: 3}
        schedule: {type: exponential, every: 100, factor: 0.5}
        augmentations: [{type: shift, most: 1}]
        earlyStopping: {patience: 2}
        steps: 70
        """;
    String foreign = "? a\n: &x !!set |\n  text\n\"b\": [*x, >-\n  'y']\n...\n---\n%YAML 1.2\n";
    return Seeds.together(
        Seeds.folder(Path.of("../recipes"), ".yaml"), List.of(bytes(layers), bytes(foreign)));
  }

  @Test
  void recipesInYaml() {
    Path file = folder.resolve("fuzzed.yaml");
    Training usual = Training.of(Models.all().getFirst().model().network());
    Fuzz.texts(recipes())
        .read(
            "recipe",
            content -> {
              Recipe recipe = Recipe.read(write(file, content));
              recipe.settings(recipe.network().map(Training::of).orElse(usual));
            });
  }

  @Test
  void records() {
    Path file = folder.resolve("run.json");
    RunFolder run = new RunFolder(folder);
    Fuzz.texts(List.of(bytes(RunJson.text(record()))))
        .read(
            "run.json",
            content -> {
              write(file, content);
              run.record();
            });
  }

  @Test
  void events() {
    Path file = folder.resolve("events.jsonl");
    Fuzz.texts(List.of(log())).readAll("events.jsonl", content -> complaints(write(file, content)));
  }

  private static List<String> complaints(Path log) {
    EventLog.read(log);
    return LogSummary.of(log).damaged();
  }

  @Test
  void histories() {
    write(folder.resolve("run.json"), bytes(RunJson.text(record())));
    RunFolder run = new RunFolder(folder);
    Path file = run.events();
    Fuzz.texts(List.of(log()))
        .readAll(
            "history of a run",
            content -> {
              write(file, content);
              RunSummary.of(run);
              return complaints(file);
            });
  }
}
