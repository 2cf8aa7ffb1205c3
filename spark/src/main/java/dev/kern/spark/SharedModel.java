package dev.kern.spark;

import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import dev.kern.model.ImageRunner;
import dev.kern.model.TrainedModel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/// A trained model as the bytes of its file, which executors get once and make plans of once,
/// however many tasks ask.
final class SharedModel implements Serializable {
  private static final long serialVersionUID = 1;

  /// A process keeps the plans of so many models; a cross-validation makes and forgets many.
  private static final int MOST_RUNNERS = 4;

  private static final Map<String, ImageRunner> RUNNERS =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ImageRunner> eldest) {
          return size() > MOST_RUNNERS;
        }
      };

  private final byte[] file;
  private final String sha256;
  private transient @Nullable TrainedModel trained;
  private transient @Nullable SparkContext context;
  private transient @Nullable Broadcast<SharedModel> broadcast;

  private SharedModel(byte[] file) {
    this.file = file;
    sha256 = HexFormat.of().formatHex(Checksum.sha256().digest(file));
  }

  static SharedModel of(TrainedModel trained) {
    SharedModel model = new SharedModel(inFile(null, file -> trained.write(file)));
    model.trained = trained;
    return model;
  }

  /// A model from what [#file] gave.
  ///
  /// Fails with `DataException` if the bytes aren't those of a model.
  static SharedModel of(byte[] file) {
    SharedModel model = new SharedModel(file);
    Objects.requireNonNull(model.trained());
    return model;
  }

  /// The content of `model.safetensors`.
  byte[] file() {
    return file;
  }

  synchronized TrainedModel trained() {
    if (trained == null) {
      TrainedModel[] read = new TrainedModel[1];
      inFile(file, place -> read[0] = TrainedModel.read(place));
      trained = read[0];
    }
    return trained;
  }

  /// What computes in this process.
  ImageRunner runner() {
    synchronized (RUNNERS) {
      return RUNNERS.computeIfAbsent(sha256, _ -> ImageRunner.of(trained()));
    }
  }

  /// The model on its way to executors: sent once to each of them, as long as the context lives.
  synchronized Broadcast<SharedModel> broadcast(SparkContext to) {
    if (broadcast == null || !to.equals(context)) {
      broadcast = JavaSparkContext.fromSparkContext(to).broadcast(this);
      context = to;
    }
    return broadcast;
  }

  private interface Use {
    void of(Path file);
  }

  /// Uses a file that holds these bytes before, and gives what it holds after.
  private static byte[] inFile(byte @Nullable [] before, Use use) {
    try {
      Path folder = Files.createTempDirectory("kern-model");
      Path file = folder.resolve("model.safetensors");
      try {
        if (before != null) {
          Files.write(file, before);
        }
        use.of(file);
        return Files.readAllBytes(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw Problem.at("the folder for temporary files", "can't hold a model: " + e.getMessage())
          .because(e)
          .failure()
          .fix("free some space, or set -Djava.io.tmpdir to another folder");
    }
  }
}
