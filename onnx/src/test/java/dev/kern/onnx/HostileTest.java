package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.data.file.WireWriter;
import dev.kern.graph.Tensor;
import dev.kern.model.TrainedModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Forged files: each is refused by a `DataException`, and costs nothing.
final class HostileTest {
  @TempDir Path folder;

  @Test
  void readsNoFileOutsideOfItsFolder() throws IOException {
    Path own = Files.createDirectory(folder.resolve("model"));
    Files.write(folder.resolve("secret"), new byte[64]);
    Files.createSymbolicLink(own.resolve("link"), folder.resolve("secret"));
    for (String location :
        List.of("../secret", folder.resolve("secret").toString(), "link", "", "a/../../secret")) {
      Path file = Files.write(own.resolve("m.onnx"), external(location));
      assertThatThrownBy(() -> OnnxImport.read(file))
          .as(location)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("its data file is outside the model's folder");
    }
  }

  @Test
  void saysWhenAFileBesideItIsMissingOrShort() throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), external("weights"));
    assertThatThrownBy(() -> OnnxImport.read(file))
        .hasMessageContaining("its data file is missing");
    Files.write(folder.resolve("weights"), new byte[3]);
    assertThatThrownBy(() -> OnnxImport.read(file))
        .hasMessageContaining("its data file is too short\n  given     'weights' of 3 bytes");
  }

  @Test
  void readsNoMoreOfAFileBesideItThanThereIs() throws IOException {
    Files.write(folder.resolve("weights"), new byte[100]);
    WireWriter graph =
        new WireWriter()
            .message(Fields.Graph.INITIALIZER, tensor("a", "weights"))
            .message(Fields.Graph.INITIALIZER, tensor("b", "weights", 0, 4, 4))
            .message(Fields.Graph.INITIALIZER, tensor("c", "weights", 4, 16));
    byte[] content = new WireWriter().message(Fields.Model.GRAPH, graph).toBytes();
    Path file = Files.write(folder.resolve("m.onnx"), content);
    assertThatThrownBy(() -> OnnxImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tensor 'b': tensors overlap in their data file")
        .hasMessageContaining("128 bytes in total from 'weights'")
        .hasMessageContaining("at most the 100 bytes of the file");
  }

  /// Convolutions whose filters are the same numbers, in a file that holds them once.
  ///
  /// @param names how many names they have besides
  private Path tied(int layers, int channels, int window, int names) throws IOException {
    Random random = new Random(5);
    ByteBuffer numbers =
        ByteBuffer.allocate(4 * channels * channels * window * window)
            .order(ByteOrder.LITTLE_ENDIAN);
    while (numbers.hasRemaining()) {
      numbers.putFloat(random.nextFloat());
    }
    Files.write(folder.resolve("weights"), numbers.array());
    GraphWriter graph = new GraphWriter("tied");
    graph.input("x0", channels, window + 4, window + 4);
    for (int i = 0; i < layers + names; i++) {
      WireWriter filters = tensor("w" + i, "weights", 0, channels, channels, window, window);
      graph.message().message(Fields.Graph.INITIALIZER, filters);
    }
    for (int i = 0; i < layers; i++) {
      graph.add(new OperationWriter("Conv", "x" + (i + 1), "x" + i, "w" + i));
    }
    graph.add(new OperationWriter("GlobalAveragePool", "y", "x" + layers));
    graph.output("y", channels, 1, 1);
    byte[] content = new WireWriter().message(Fields.Model.GRAPH, graph.message()).toBytes();
    return Files.write(folder.resolve("tied.onnx"), content);
  }

  @Test
  void readsTiedWeightsBesideIt() throws IOException {
    TrainedModel model = OnnxImport.read(tied(3, 4, 1, 0));
    Tensor first = Objects.requireNonNull(model.weights().get("conv1/weights"));
    assertThat(model.weights().keySet())
        .containsExactly("conv1/weights", "conv2/weights", "conv3/weights");
    assertThat(model.weights().values()).allMatch(first::equals);
    byte[] numbers = Files.readAllBytes(folder.resolve("weights"));
    float second = ByteBuffer.wrap(numbers).order(ByteOrder.LITTLE_ENDIAN).getFloat(4);
    // Filter 0, channel 1: ONNX has the filters first, Kern last.
    assertThat(first.at(4)).isEqualTo(second);
  }

  @Test
  void refusesLayersWithoutEndOnTheSameNumbers() throws IOException {
    Path file = tied(400, 250, 1, 0);
    assertThatThrownBy(() -> OnnxImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its constants are shared by too many layers");
  }

  /// 40 GB, if each were read by itself.
  @Test
  void readsANumberOnceHoweverManyNamesItHas() throws IOException {
    assertThat(OnnxImport.read(tied(1, 4, 125, 40_000)).weights()).hasSize(1);
  }

  private static byte[] external(String location) {
    WireWriter graph = new WireWriter().message(Fields.Graph.INITIALIZER, tensor("w", location));
    return new WireWriter().message(Fields.Model.GRAPH, graph).toBytes();
  }

  private static WireWriter tensor(String name, String location) {
    return tensor(name, location, 0, 16);
  }

  private static WireWriter tensor(String name, String location, long offset, long... extents) {
    WireWriter tensor = new WireWriter();
    for (long extent : extents) {
      tensor.integer(Fields.Tensor.EXTENT, extent);
    }
    long bytes = Float.BYTES * Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    return tensor
        .integer(Fields.Tensor.TYPE, Fields.Tensor.TYPE_FLOAT)
        .text(Fields.Tensor.NAME, name)
        .message(Fields.Tensor.EXTERNAL, entry("location", location))
        .message(Fields.Tensor.EXTERNAL, entry("offset", Long.toString(offset)))
        .message(Fields.Tensor.EXTERNAL, entry("length", Long.toString(bytes)))
        .integer(Fields.Tensor.LOCATION, 1);
  }

  private static WireWriter entry(String key, String value) {
    return new WireWriter().text(Fields.Entry.KEY, key).text(Fields.Entry.VALUE, value);
  }

  @Test
  void refusesTwoValuesOfOneName() {
    assertThatThrownBy(() -> OnnxImport.decode("m.onnx", convolutions("y", "y", List.of(3L, 3L))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            m.onnx, 'Conv' 'y': another value has the name of its output
              given     'y'
              expected  a new name
              fix       change this in the original program, and export the model again\
            """);
    assertThatThrownBy(() -> OnnxImport.decode("m.onnx", convolutions("w", "y", List.of(3L, 3L))))
        .hasMessageContaining("another value has the name of its output");
    GraphWriter graph = new GraphWriter("g");
    graph.input("x", 1, 4, 4);
    graph.input("x", 1, 4, 4);
    byte[] content = new WireWriter().message(Fields.Model.GRAPH, graph.message()).toBytes();
    assertThatThrownBy(() -> OnnxImport.decode("m.onnx", content))
        .hasMessageContaining("two values are called 'x'");
  }

  @Test
  void refusesAWindowThatIsNotAsLargeAsItsFilters() {
    assertThat(OnnxImport.decode("m.onnx", convolutions("x1", "y", List.of(3L, 3L)))).isNotNull();
    assertThatThrownBy(() -> OnnxImport.decode("m.onnx", convolutions("x1", "y", List.of(5L, 5L))))
        .hasMessageContaining("its window isn't as large as its filters")
        .hasMessageContaining("given     kernel_shape [5, 5]")
        .hasMessageContaining("expected  [3, 3]");
  }

  private static byte[] convolutions(String first, String second, List<Long> size) {
    GraphWriter graph = new GraphWriter("g");
    graph.input("x", 1, 8, 8);
    graph.constant("w", new float[9], 1, 1, 3, 3);
    long[] extents = size.stream().mapToLong(n -> n).toArray();
    graph.add(new OperationWriter("Conv", first, "x", "w").integers("kernel_shape", extents));
    graph.add(new OperationWriter("Conv", second, first, "w"));
    graph.add(new OperationWriter("GlobalAveragePool", "end", second));
    graph.output("end", 1, 1, 1);
    return new WireWriter().message(Fields.Model.GRAPH, graph.message()).toBytes();
  }

  @Test
  void claimsOfSizeCostNothing() {
    WireWriter tensor =
        new WireWriter()
            .integer(Fields.Tensor.EXTENT, 2_000_000_000)
            .integer(Fields.Tensor.TYPE, Fields.Tensor.TYPE_FLOAT)
            .bytes(Fields.Tensor.RAW, new byte[4]);
    WireWriter graph = new WireWriter().message(Fields.Graph.INITIALIZER, tensor);
    byte[] file = new WireWriter().message(Fields.Model.GRAPH, graph).toBytes();
    assertThatThrownBy(() -> OnnxImport.decode("m", file))
        .hasMessageContaining(
            "its size 4 doesn't match its shape [2000000000] and type, which need 8000000000");
  }

  @Test
  void namesAllOperationsThatNoLayerStandsFor() {
    WireWriter graph = new WireWriter();
    for (String type : List.of("LSTM", "Resize", "Conv", "LSTM")) {
      graph.message(Fields.Graph.NODE, new WireWriter().text(Fields.Operation.TYPE, type));
    }
    byte[] file = new WireWriter().message(Fields.Model.GRAPH, graph).toBytes();
    assertThatThrownBy(() -> OnnxImport.decode("m.onnx", file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("m.onnx: unsupported operations\n")
        .hasMessageContaining("\n  given     'LSTM' (2), 'Resize' (1)\n");
  }
}
