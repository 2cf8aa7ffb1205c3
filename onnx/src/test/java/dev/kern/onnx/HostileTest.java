package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.kern.data.file.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged and forged files: each is read, or refused by a `DataException`, within seconds.
///
/// `-Dfuzz.inputs=1000000` tries more of them than the suite does.
final class HostileTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 3000);
  private static final long LONGEST_NANOS = 10_000_000_000L;

  @TempDir Path folder;

  @Test
  void damagedFiles() {
    List<byte[]> seeds =
        List.of("pointwise", "odd", "inception", "activations").stream()
            .map(name -> OnnxExport.toBytes(OnnxExportTest.named(name)))
            .toList();
    int read = 0;
    for (int input = 0; input < INPUTS; input++) {
      Random random = new Random(input);
      byte[] content = damaged(seeds.get(random.nextInt(seeds.size())), random);
      long start = System.nanoTime();
      try {
        OnnxImport.decode("fuzzed", content);
        read++;
      } catch (DataException e) {
        assertThat(e.getMessage()).as("input %d", input).contains("\n  mend      ");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail("input " + input + " of " + content.length + " bytes", e);
      }
      assertThat(System.nanoTime() - start)
          .as("nanoseconds for input %d", input)
          .isLessThan(LONGEST_NANOS);
    }
    assertThat(read).as("inputs that were still good").isPositive().isLessThan(INPUTS);
  }

  /// A copy with some bytes changed, cut off, or repeated elsewhere.
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int times = 1 + random.nextInt(8);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(8)) {
        case 0 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 1 -> {
          int from = random.nextInt(bytes.length);
          int count = Math.min(1 + random.nextInt(64), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, count);
        }
        case 2 -> bytes[at] = (byte) random.nextInt(256);
        case 3 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
        default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return bytes;
  }

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

  private static byte[] external(String location) {
    WireWriter tensor =
        new WireWriter()
            .integer(Fields.Tensor.EXTENT, 16)
            .integer(Fields.Tensor.TYPE, Fields.Tensor.TYPE_FLOAT)
            .text(Fields.Tensor.NAME, "w")
            .message(Fields.Tensor.EXTERNAL, entry("location", location))
            .message(Fields.Tensor.EXTERNAL, entry("length", "64"))
            .integer(Fields.Tensor.LOCATION, 1);
    WireWriter graph = new WireWriter().message(Fields.Graph.INITIALIZER, tensor);
    return new WireWriter().message(Fields.Model.GRAPH, graph).toBytes();
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
