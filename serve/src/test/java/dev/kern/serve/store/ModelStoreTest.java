package dev.kern.serve.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.ModelFiles;
import dev.kern.onnx.OnnxExport;
import dev.kern.serve.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models by name and version, loaded, replaced and unloaded.
final class ModelStoreTest {
  @TempDir private Path folder;

  private Path model(String name, int seed) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    TestModels.classes(seed).write(file);
    return file;
  }

  private static ModelStore open(ModelLocation... models) {
    ModelStore store = ModelStore.of(List.of(models), ModelLocation::read);
    store.loadAll();
    return store;
  }

  private static float[] answer(ServedModel model) {
    return model.infer(TestModels.pixels(1, 1)).getFirst().numbers();
  }

  @Test
  void servesRunsFilesAndOnnx() throws IOException {
    model("runs/a-1/model.safetensors", 1);
    Path run = folder.resolve("runs/a-1");
    Path onnx = folder.resolve("exported.onnx");
    OnnxExport.write(TestModels.classes(1), onnx);
    ModelStore store =
        open(
            ModelLocation.parse(run.toString()),
            ModelLocation.parse(onnx.toString()),
            ModelLocation.parse("other=" + run.resolve("model.safetensors")));
    assertThat(store.names()).containsExactly("a-1", "exported", "other");
    assertThat(answer(store.find("other"))).isEqualTo(answer(store.find("a-1")));
    assertThat(answer(store.find("exported"))).isEqualTo(answer(store.find("a-1")));
    assertThat(store.find("a-1"))
        .hasToString("a-1, version 1: small: images of 6 x 5; 3 classes: A, B, C");
  }

  @Test
  void namesComeFromPaths() {
    assertThat(ModelLocation.parse("runs/lenet-1").name()).isEqualTo("lenet-1");
    assertThat(ModelLocation.parse("runs/lenet-1/").name()).isEqualTo("lenet-1");
    assertThat(ModelLocation.parse("runs/lenet-1/model.safetensors").name()).isEqualTo("lenet-1");
    assertThat(ModelLocation.parse("a/b/net.v2.onnx").name()).isEqualTo("net.v2");
    assertThat(ModelLocation.parse("x=a=b").path()).isEqualTo(Path.of("a=b"));
    assertThatThrownBy(() -> ModelLocation.parse("runs/grüße"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("letters=runs/grüße");
  }

  @Test
  void servesVersions() throws IOException {
    model("letters/1/model.safetensors", 1);
    model("letters/10/model.safetensors", 2);
    Files.createDirectories(folder.resolve("letters/notes"));
    ModelStore store = open(new ModelLocation("letters", folder.resolve("letters")));
    assertThat(store.versions("letters").keySet()).containsExactly(1L, 10L);
    assertThat(store.find("letters").version()).isEqualTo(10);
    assertThat(store.find("letters", "1").version()).isEqualTo(1);
    for (String version : List.of("2", "01", "x", "")) {
      assertThatThrownBy(() -> store.find("letters", version))
          .isInstanceOf(UnknownModelException.class);
    }
    model("letters/11/model.safetensors", 3);
    Files.createDirectories(folder.resolve("letters/12"));
    OnnxExport.write(TestModels.classes(4), folder.resolve("letters/12/model.onnx"));
    Files.delete(folder.resolve("letters/1/model.safetensors"));
    Files.delete(folder.resolve("letters/1"));
    store.load("letters");
    assertThat(store.versions("letters").keySet()).containsExactly(10L, 11L, 12L);
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    Path file = model("a.safetensors", 1);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> open(new ModelLocation("a", empty)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("folders 1, 2 and so on");
    assertThatThrownBy(() -> open(new ModelLocation("a", folder.resolve("missing"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> open(new ModelLocation("a", file), new ModelLocation("a", file)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("another model has the same name");
  }

  @Test
  void aLoadWithoutMemoryKeepsTheOldModel() throws IOException {
    Path file = model("a.safetensors", 1);
    AtomicBoolean full = new AtomicBoolean();
    ModelStore store =
        ModelStore.of(
            List.of(new ModelLocation("a", file)),
            path -> {
              if (full.get()) {
                throw new OutOfMemoryError("Java heap space");
              }
              return ModelFiles.read(path);
            });
    store.loadAll();
    ServedModel before = store.find("a");
    full.set(true);
    assertThatThrownBy(() -> store.load("a"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not enough memory")
        .hasMessageContaining("Java heap space")
        .hasMessageContaining("unload the model first");
    assertThat(store.find("a")).isSameAs(before);
    full.set(false);
    store.load("a");
    assertThat(store.find("a")).isNotSameAs(before);
  }

  @Test
  void aFailedLoadKeepsTheOldModel() throws IOException {
    Path file = model("a.safetensors", 1);
    ModelStore store = open(new ModelLocation("a", file));
    ServedModel before = store.find("a");
    Files.write(file, new byte[100]);
    assertThatThrownBy(() -> store.load("a")).isInstanceOf(DataException.class);
    assertThat(store.find("a")).isSameAs(before);
    assertThat(store.index().getFirst().reason()).startsWith("the last load failed: ");
    model("a.safetensors", 2);
    store.load("a");
    assertThat(store.find("a")).isNotSameAs(before);
    assertThat(answer(store.find("a"))).isNotEqualTo(answer(before));
    assertThat(store.index().getFirst().reason()).isEmpty();
  }

  @Test
  void unloadsAndLoadsAgain() throws IOException {
    ModelStore store = open(new ModelLocation("a", model("a.safetensors", 1)));
    ServedModel begun = store.find("a");
    store.unload("a");
    assertThatThrownBy(() -> store.find("a"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("model 'a' is not loaded");
    assertThat(answer(begun)).hasSize(3);
    store.load("a");
    assertThat(answer(store.find("a"))).isEqualTo(answer(begun));
  }

  @Test
  void requestsToLoadCoalesce() throws Exception {
    Path file = model("a.safetensors", 1);
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    Function<Path, TrainedModel> slow =
        path -> {
          if (loads.incrementAndGet() == 2) {
            await(go);
          }
          return ModelFiles.read(path);
        };
    ModelStore store = ModelStore.of(List.of(new ModelLocation("a", file)), slow);
    assertThatThrownBy(() -> store.find("a")).hasMessage("model 'a' is not loaded");
    store.loadAll();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> requests = new ArrayList<>();
      requests.add(threads.submit(() -> store.load("a")));
      while (loads.get() < 2) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 20; i++) {
        requests.add(threads.submit(() -> store.load("a")));
      }
      Thread.sleep(100);
      go.countDown();
      for (Future<?> request : requests) {
        request.get();
      }
    }
    // The first, the one that waited, and one for all who came meanwhile.
    assertThat(loads.get()).isEqualTo(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void noRequestFailsWhileModelsAreReplaced() throws Exception {
    Path file = model("a.safetensors", 1);
    ModelStore store = open(new ModelLocation("a", file));
    float[] one = answer(store.find("a"));
    float[] two = answer(ServedModel.of("a", 1, TestModels.classes(2)));
    AtomicInteger asked = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> asking =
          threads.submit(
              () -> {
                while (!Thread.interrupted()) {
                  assertThat(answer(store.find("a"))).isIn(one, two);
                  asked.incrementAndGet();
                }
              });
      for (int i = 0; i < 6; i++) {
        model("a.safetensors", 1 + i % 2);
        store.load("a");
      }
      assertThat(asking.isDone()).isFalse();
      threads.shutdownNow();
      asking.get();
    }
    assertThat(asked.get()).isPositive();
    assertThat(answer(store.find("a"))).isEqualTo(two);
  }
}
