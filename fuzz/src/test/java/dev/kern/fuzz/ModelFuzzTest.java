package dev.kern.fuzz;

import static dev.kern.fuzz.Seeds.bytes;
import static dev.kern.fuzz.Seeds.content;
import static dev.kern.fuzz.Seeds.write;

import dev.kern.data.file.NumberArray;
import dev.kern.data.hdf5.Hdf5File;
import dev.kern.data.pickle.PyTorchFile;
import dev.kern.json.JsonText;
import dev.kern.model.NetworkFile;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.KerasImport;
import dev.kern.onnx.OnnxExport;
import dev.kern.onnx.OnnxImport;
import dev.kern.safetensors.Safetensors;
import dev.kern.safetensors.SafetensorsFile;
import dev.kern.train.RunJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged networks and models.
@Tag("repeated")
final class ModelFuzzTest {
  @TempDir Path folder;

  private static List<byte[]> networks() {
    return Models.all().stream().map(model -> bytes(RunJson.text(model.model().file()))).toList();
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

  /// The same without a checksum of everything, which keeps damage from what is read behind it.
  private List<byte[]> unsealed() {
    Path file = folder.resolve("unsealed.safetensors");
    return files().stream()
        .map(
            good -> {
              Safetensors content = Safetensors.read(write(file, good));
              Map<String, String> metadata = new TreeMap<>(content.metadata());
              metadata.put("format", "kern");
              metadata.remove("contentSha256");
              new Safetensors(metadata, content.tensors()).write(file);
              return content(file);
            })
        .toList();
  }

  @Test
  void networkFiles() {
    Path file = folder.resolve("network.json");
    Fuzz.texts(networks()).read("network.json", content -> NetworkFile.read(write(file, content)));
  }

  @Test
  void safetensors() {
    Path file = folder.resolve("fuzzed.safetensors");
    Fuzz.bytes(files()).read("safetensors", content -> Safetensors.read(write(file, content)));
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
    Fuzz.texts(headers)
        .read(
            "header of safetensors",
            content -> Safetensors.read(write(file, safetensors(content, new byte[24]))));
  }

  private static byte[] safetensors(byte[] header, byte[] tensors) {
    ByteBuffer file = ByteBuffer.allocate(Long.BYTES + header.length + tensors.length);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).put(tensors);
    return file.array();
  }

  @Test
  void models() {
    Path file = folder.resolve("fuzzed.safetensors");
    Fuzz.bytes(Seeds.together(files(), unsealed()))
        .read("model", content -> TrainedModel.read(write(file, content)));
  }

  /// The description of a network is changed, and its checksum with it, so that the change gets
  /// past it. A checksum of everything would refuse the file before its network is read.
  @Test
  void forgedModels() {
    Path file = folder.resolve("forged.safetensors");
    ByteBuffer good = ByteBuffer.wrap(files().getFirst()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) good.getLong()];
    byte[] tensors = new byte[good.get(header).remaining()];
    good.get(tensors);
    Map<String, Object> root = JsonText.object(JsonText.parse("good", header));
    Map<String, Object> metadata = JsonText.object(root.get("__metadata__"));
    metadata.put("format", "kern");
    metadata.remove("contentSha256");
    Fuzz.texts(networks())
        .read(
            "model with a forged network",
            content -> {
              String text = new String(content, StandardCharsets.UTF_8);
              NetworkFile network = RunJson.parse("forged", text, NetworkFile.class);
              metadata.put("network", RunJson.line(network));
              metadata.put("networkSha256", network.sha256());
              TrainedModel.read(write(file, safetensors(bytes(JsonText.line(root)), tensors)));
            });
  }

  /// Small files of PyTorch's and of Keras's, and weights in every width.
  @Test
  void stateDicts() {
    Path file = folder.resolve("fuzzed.pth");
    Fuzz.bytes(Seeds.fixtures("weights", ".pth"))
        .read("PyTorch's state dict", content -> readAll(write(file, content)));
  }

  private static void readAll(Path file) {
    try (PyTorchFile weights = PyTorchFile.open(file)) {
      weights.arrays().values().forEach(NumberArray::floats);
    }
  }

  @Test
  void foreignSafetensors() {
    Path file = folder.resolve("fuzzed.safetensors");
    Fuzz.bytes(Seeds.fixtures("weights", ".safetensors"))
        .read(
            "safetensors of others",
            content -> {
              try (SafetensorsFile weights = SafetensorsFile.open(write(file, content))) {
                weights.arrays().values().forEach(NumberArray::floats);
              }
            });
  }

  @Test
  void kerasHdf5() {
    Fuzz.bytes(Seeds.fixtures("keras", ".h5"))
        .read("Keras's .h5", content -> KerasImport.decode("fuzzed", content));
  }

  @Test
  void kerasArchives() {
    Path file = folder.resolve("fuzzed.keras");
    Fuzz.bytes(Seeds.fixtures("keras", ".keras"))
        .read("Keras's .keras", content -> KerasImport.read(write(file, content)));
  }

  /// HDF5 by itself, whose damage a model's description would hide.
  @Test
  void hdf5() {
    Fuzz.bytes(Seeds.fixtures("keras", ".h5"))
        .read(
            "HDF5",
            content -> {
              Hdf5File weights = Hdf5File.of("fuzzed", content);
              weights.arrays().values().forEach(NumberArray::floats);
              weights.groups().forEach(group -> weights.text(group, "weight_names"));
            });
  }

  @Test
  void onnx() {
    Fuzz.bytes(Models.all().stream().map(OnnxExport::toBytes).toList())
        .read("ONNX", content -> OnnxImport.decode("fuzzed", content));
  }
}
