package dev.kern.fuzz;

import static dev.kern.fuzz.Seeds.bytes;
import static dev.kern.fuzz.Seeds.content;
import static dev.kern.fuzz.Seeds.write;

import dev.kern.onnx.OnnxExport;
import dev.kern.onnx.OnnxImport;
import dev.kern.train.NetworkFile;
import dev.kern.train.TrainedModel;
import dev.kern.train.file.Safetensors;
import dev.kern.train.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged networks and models.
final class ModelFuzzTest {
  @TempDir Path folder;

  private static List<byte[]> networks() {
    return Models.all().stream().map(model -> bytes(Json.text(model.model().file()))).toList();
  }

  private List<byte[]> files() {
    Path file = folder.resolve("seed.safetensors");
    return Models.all().stream()
        .map(
            model -> {
              model.write(file);
              return content(file);
            })
        .toList();
  }

  @Test
  void networkFiles() {
    Path file = folder.resolve("network.json");
    Fuzz.texts(networks()).read(content -> NetworkFile.read(write(file, content)));
  }

  @Test
  void safetensors() {
    Path file = folder.resolve("fuzzed.safetensors");
    Fuzz.bytes(files()).read(content -> Safetensors.read(write(file, content)));
  }

  @Test
  void safetensorsHeaders() {
    Path file = folder.resolve("fuzzed.safetensors");
    List<byte[]> headers =
        List.of(
            bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}"),
            bytes(
                """
                {"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},\
                "b":{"dtype":"F32","shape":[5,1],"data_offsets":[4,24]}}\
                """));
    Fuzz.texts(headers).read(content -> Safetensors.read(write(file, safetensors(content))));
  }

  /// A file with this header and 24 bytes of numbers.
  private static byte[] safetensors(byte[] header) {
    byte[] file = new byte[Long.BYTES + header.length + 24];
    for (int i = 0; i < Integer.BYTES; i++) {
      file[i] = (byte) (header.length >>> (8 * i));
    }
    System.arraycopy(header, 0, file, Long.BYTES, header.length);
    return file;
  }

  @Test
  void models() {
    Path file = folder.resolve("fuzzed.safetensors");
    Fuzz.bytes(files()).read(content -> TrainedModel.read(write(file, content)));
  }

  /// The description of a network is changed, and its checksum with it.
  @Test
  void forgedModels() {
    Path file = folder.resolve("forged.safetensors");
    Fuzz.texts(networks())
        .read(
            content -> {
              String text = new String(content, StandardCharsets.UTF_8);
              NetworkFile network = Json.parse("forged", text, NetworkFile.class);
              TrainedModel nearest = Models.all().getFirst();
              Map<String, String> metadata =
                  Map.of("network", Json.line(network), "networkSha256", network.sha256());
              new Safetensors(metadata, nearest.weights()).write(file);
              TrainedModel.read(file);
            });
  }

  @Test
  void onnx() {
    Fuzz.bytes(Models.all().stream().map(OnnxExport::toBytes).toList())
        .read(content -> OnnxImport.decode("fuzzed", content));
  }
}
