package dev.kern.safetensors;

import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import dev.kern.graph.Tensor;
import dev.kern.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// A checksum of all that a safetensors file holds, in its metadata: a changed bit anywhere in the
/// file is found when it is read.
///
/// It is taken in the order of names, so a program that writes the same tensors and metadata in
/// another order leaves it whole.
public final class ContentChecksum {
  static final String KEY = "contentSha256";
  static final String FIX =
      "use another copy of it, or check the disk; a program that changes it on purpose must remove"
          + " 'format' and '%s' from its metadata".formatted(KEY);
  private static final int CHUNK_BYTES = 1 << 16;

  private ContentChecksum() {}

  /// The checksum of a file's metadata, but for the seal, and of its tensors.
  static String of(Safetensors content) {
    Map<String, String> metadata = new TreeMap<>(content.metadata());
    metadata.remove(KEY);
    return checksum(JsonText.line(metadata), new TreeMap<>(content.tensors()));
  }

  /// Refuses content that has a seal and is not what was sealed.
  static void expectWhole(String file, Safetensors content) {
    String sealed = content.metadata().get(KEY);
    if (sealed == null) {
      return;
    }
    String found = of(content);
    if (!found.equals(sealed)) {
      throw Problem.at(file, "checksum mismatch: the file is damaged")
          .given("checksum " + found)
          .expected("checksum " + Problem.quote(sealed))
          .fix(FIX);
    }
  }

  /// The checksum of a text, and of the names, shapes and values of tensors in their order.
  public static String checksum(String text, Map<String, Tensor> tensors) {
    MessageDigest digest = Checksum.sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    tensors.forEach(
        (name, tensor) -> {
          digest.update((name + tensor.shape()).getBytes(StandardCharsets.UTF_8));
          for (int i = 0; i < tensor.shape().size(); ) {
            i += Safetensors.copy(tensor, i, chunk);
            digest.update(chunk.flip());
            chunk.clear();
          }
        });
    return HexFormat.of().formatHex(digest.digest());
  }
}
