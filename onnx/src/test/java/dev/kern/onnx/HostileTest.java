package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
          .hasMessageContaining("its numbers lie outside of the model's folder");
    }
  }

  @Test
  void saysWhenAFileBesideItIsMissingOrShort() throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), external("weights"));
    assertThatThrownBy(() -> OnnxImport.read(file))
        .hasMessageContaining("the file with its numbers is missing");
    Files.write(folder.resolve("weights"), new byte[3]);
    assertThatThrownBy(() -> OnnxImport.read(file))
        .hasMessageContaining("its file is too short\n  given     'weights' of 3 bytes");
  }

  @Test
  void readsNoMoreOfAFileBesideItThanThereIs() throws IOException {
    Files.write(folder.resolve("weights"), new byte[100]);
    WireWriter graph = new WireWriter();
    for (String name : List.of("a", "b")) {
      graph.message(Fields.Graph.INITIALIZER, tensor(name, "weights"));
    }
    byte[] content = new WireWriter().message(Fields.Model.GRAPH, graph).toBytes();
    Path file = Files.write(folder.resolve("m.onnx"), content);
    assertThatThrownBy(() -> OnnxImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tensor 'b': tensors share the numbers of a file")
        .hasMessageContaining("128 bytes in all from 'weights'")
        .hasMessageContaining("at most the 100 bytes that it holds");
  }

  private static byte[] external(String location) {
    WireWriter graph = new WireWriter().message(Fields.Graph.INITIALIZER, tensor("w", location));
    return new WireWriter().message(Fields.Model.GRAPH, graph).toBytes();
  }

  private static WireWriter tensor(String name, String location) {
    return new WireWriter()
        .integer(Fields.Tensor.EXTENT, 16)
        .integer(Fields.Tensor.TYPE, Fields.Tensor.TYPE_FLOAT)
        .text(Fields.Tensor.NAME, name)
        .message(Fields.Tensor.EXTERNAL, entry("location", location))
        .message(Fields.Tensor.EXTERNAL, entry("length", "64"))
        .integer(Fields.Tensor.LOCATION, 1);
  }

  private static WireWriter entry(String key, String value) {
    return new WireWriter().text(Fields.Entry.KEY, key).text(Fields.Entry.VALUE, value);
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
        .hasMessageContaining("it holds 4, its shape [2000000000] and type ask for 8000000000");
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
        .hasMessageStartingWith("m.onnx: it has operations that no layer of Kern's stands for\n")
        .hasMessageContaining("\n  given     'LSTM' (2), 'Resize' (1)\n");
  }
}
