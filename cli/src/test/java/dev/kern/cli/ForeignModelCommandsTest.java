package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Targets;
import dev.kern.data.image.PngWriter;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.OnnxExport;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What files of other programs leave open, said on the command line and kept by `export`.
final class ForeignModelCommandsTest {
  private static final int METADATA = 14;
  private static final ImageShape IMAGE = new ImageShape(16, 16, 3);

  @TempDir private static Path folder;

  private static Path images;
  private static Path image;

  @BeforeAll
  static void write() throws IOException {
    images = folder.resolve("images");
    Random random = new Random(2);
    for (int i = 0; i < 24; i++) {
      Path file = images.resolve(i % 2 == 0 ? "dark" : "light").resolve(i + ".png");
      Files.createDirectories(file.getParent());
      byte[] pixels = new byte[20 * 24 * 3];
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (byte) (random.nextInt(100) + (i % 2 == 0 ? 0 : 150));
      }
      Files.write(file, PngWriter.of(pixels, 20, 24, 3));
    }
    image = images.resolve("light/1.png");
  }

  private static Cli.Result succeeded(Object... arguments) {
    Cli.Result result = Cli.run(arguments);
    assertThat(result.status()).as(result.err()).isZero();
    return result;
  }

  /// A file with two outputs that says nothing about them.
  private static Path twoOutputs() throws IOException {
    Network network =
        Network.of(
            Layer.conv(4, 3),
            Layer.relu(),
            Layer.globalAveragePool(),
            Layer.heads(Layer.head("coarse", Layer.dense(2)), Layer.head("fine", Layer.dense(5))));
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("coarse", Targets.classes(List.of("a", "b")));
    heads.put("fine", Targets.classes(List.of("a", "b", "c", "d", "e")));
    Model model =
        new Model(
            network,
            IMAGE,
            Targets.heads(heads),
            Optional.of(Normalization.UNIT),
            Optional.empty(),
            Optional.empty(),
            Decision.USUAL);
    Graph graph = new Graph();
    Node input = graph.placeholder("images", Shape.of(1, 16, 16, 3));
    network.build(graph, input, false);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Random random = new Random(1);
    for (Node variable : graph.variables()) {
      float[] values = new float[variable.shape().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() * 0.3f;
      }
      weights.put(variable.name(), Tensor.of(variable.shape(), values));
    }
    byte[] file = OnnxExport.toBytes(new TrainedModel(model, weights));
    return Files.write(folder.resolve("two.onnx"), withoutMetadata(file));
  }

  /// A message of Protocol Buffers without the fields that hold metadata.
  private static byte[] withoutMetadata(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (in.hasRemaining()) {
      int begin = in.position();
      long tag = varint(in);
      long value = varint(in);
      int length = tag % 8 == 2 ? (int) value : 0;
      in.position(in.position() + length);
      if (tag / 8 != METADATA) {
        out.write(message, begin, in.position() - begin);
      }
    }
    return out.toByteArray();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  @Test
  void oneOfSeveralOutputsIsChosen() throws IOException {
    Path onnx = twoOutputs();
    Cli.Result open = Cli.run("predict", onnx, image, "--size", "16x16", "--scale", "0..1");
    assertThat(open.status()).isEqualTo(2);
    assertThat(open.err())
        .contains(
            "given     the outputs coarse, fine",
            "fix       choose one of them (--output coarse), or export the classifier alone");
    Object[] said = {"--size", "16x16", "--scale", "0..1", "--output", "fine"};
    Cli.Result fine = succeeded(with(said, "predict", onnx, image, "--json"));
    assertThat(fine.out()).contains("\"4\":");
    Path model = folder.resolve("fine.safetensors");
    succeeded(with(said, "export", onnx, model));
    assertThat(succeeded("predict", model, image, "--json").out()).isEqualTo(fine.out());
    Path names = Files.writeString(folder.resolve("names.txt"), "dark\nlight\n");
    Object[] coarse = {
      "--size", "16x16", "--scale", "0..1", "--output", "coarse", "--classes", names
    };
    assertThat(succeeded(with(coarse, "evaluate", onnx, "--data", images, "--split", "all")).out())
        .contains("Accuracy");
    Path run = folder.resolve("coarse");
    Cli.Result trained =
        succeeded(
            with(
                coarse,
                "train",
                "--data",
                images,
                "--from",
                onnx,
                "--head",
                "8,dropout=0.1",
                "--freeze",
                "backbone",
                "--steps",
                4,
                "--batch",
                4,
                "--no-report",
                "--out",
                run));
    assertThat(trained.out())
        .contains(
            "Starting from the weights of ",
            "note: a new head with random weights: dense 8 units, relu, dropout keeps 0.9, dense",
            "note: frozen layers, which stay as they are");
    Cli.Result other =
        Cli.run("predict", onnx, image, "--size", "16x16", "--scale", "0..1", "--output", "logits");
    assertThat(other.err()).contains("it has no such output", "one of coarse, fine");
  }

  private static Object[] with(Object[] said, Object... first) {
    Object[] all = Arrays.copyOf(first, first.length + said.length);
    System.arraycopy(said, 0, all, first.length, said.length);
    return all;
  }

  /// The way in which images are brought to their size goes with the model, into each of its files.
  @Test
  void theShorterSideIsKeptWithTheModel() throws IOException {
    Path onnx = twoOutputs();
    Path model = folder.resolve("sized.safetensors");
    Path again = folder.resolve("sized.onnx");
    Object[] said = {"--scale", "0..1", "--output", "fine", "--resize", "18,bicubic"};
    succeeded(with(said, "export", onnx, model));
    succeeded("export", model, again);
    String note =
        "note: %s: resized from 20 x 24 to 16 x 16, by bringing the shorter side to 18 and cutting"
            + " out the middle\n";
    Cli.Result first = succeeded(with(said, "predict", onnx, image));
    assertThat(first.err()).endsWith(note.formatted(image));
    for (Path file : List.of(model, again)) {
      Cli.Result result = succeeded("predict", file, image);
      assertThat(result.err()).isEqualTo(note.formatted(image));
      assertThat(result.out()).isEqualTo(first.out());
    }
    Path run = folder.resolve("sized");
    Cli.Result trained =
        succeeded(
            "train",
            "--data",
            images,
            "--from",
            model,
            "--steps",
            2,
            "--batch",
            4,
            "--no-report",
            "--out",
            run);
    assertThat(trained.out())
        .contains(
            "images of 20 x 24 x 3 were resized to 16 x 16 x 3, by bringing their shorter side to"
                + " 18 and cutting out the middle");
    assertThat(TrainedModel.read(run).model().resizeMode().map(Object::toString))
        .contains("18,bicubic");
    Cli.Result small = Cli.run("train", "--data", images, "--size", "16x16", "--resize", "12");
    assertThat(small.status()).isEqualTo(2);
    assertThat(small.err())
        .contains(
            "--resize: a shorter side of 12 pixels is too short for images of 16 x 16",
            "given     --resize 12");
    assertThat(Cli.run("predict", model, image, "--resize", "12").err())
        .contains("a shorter side of 12 pixels is too short", "a shorter side of 16 or more");
    assertThat(Cli.run("predict", model, image, "--resize", "middle").err())
        .contains("--resize: not a way of resizing: 'middle'", "fix       --resize crop");
  }

  @Test
  @NeedsSharedData
  void aSizeThatIsOpenIsSaid() {
    Path onnx = SharedData.path("cases/onnx/open_height_and_width.onnx");
    assertThat(Cli.run("predict", onnx, image, "--scale", "0..1").err())
        .contains("its images have no fixed size", "--size 224x224");
    Object[] said = {"--size", "16x16", "--scale", "0..1"};
    Cli.Result sized = succeeded(with(said, "predict", onnx, image, "--json"));
    Path model = folder.resolve("open.safetensors");
    succeeded(with(said, "export", onnx, model));
    assertThat(succeeded("predict", model, image, "--json").out()).isEqualTo(sized.out());
    assertThat(succeeded("summary", onnx, "--size", "16x16").out()).contains("[16, 16, 3]");
  }
}
