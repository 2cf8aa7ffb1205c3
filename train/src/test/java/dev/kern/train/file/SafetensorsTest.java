package dev.kern.train.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.safetensors.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {
  @TempDir Path folder;
  Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  private static Safetensors some() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", Tensor.of(Shape.of(2, 3), 1, -2, 3.5f, Float.MIN_VALUE, -0f, Float.MAX_VALUE));
    tensors.put("a/weights", Tensor.scalar(7));
    tensors.put("nothing", Tensor.of(Shape.of(0, 4)));
    float[] many = new float[40_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }
    tensors.put("many", Tensor.of(Shape.of(200, 200), many));
    return new Safetensors(Map.of("name", "strided"), tensors);
  }

  @Test
  void readsWhatItWrote() {
    some().write(file);
    assertThat(Safetensors.read(file)).isEqualTo(some());
    assertThat(Safetensors.read(file).tensors().keySet())
        .containsExactly("b", "a/weights", "nothing", "many");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeIsNotWaitedFor() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": not a regular file");
  }

  @Test
  void writesTheFormatsBytes() throws IOException {
    new Safetensors(Map.of("k", "v"), Map.of("x", Tensor.of(Shape.of(2), 1, 2))).write(file);
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + padded.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
    expected.putFloat(1).putFloat(2);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
    assertThat(folder.toFile().list()).containsExactly("model.safetensors");
  }

  @Test
  void isWholeInAnyOrder() {
    Safetensors sealed = some().sealed();
    Map<String, String> metadata = new TreeMap<>(sealed.metadata());
    Map<String, Tensor> tensors = new TreeMap<>(sealed.tensors());
    assertThat(tensors.keySet()).first().isNotEqualTo("b");
    new Safetensors(metadata, tensors).write(file);
    assertThat(Safetensors.read(file).tensors()).isEqualTo(some().tensors());
  }

  @Test
  void refusesOtherNamesShapesAndTextsUnderASeal() {
    Safetensors sealed = some().sealed();
    Map<String, String> metadata = new TreeMap<>(sealed.metadata());
    metadata.put("name", "stride");
    Map<String, Tensor> renamed = new TreeMap<>(sealed.tensors());
    renamed.put("c", Objects.requireNonNull(renamed.remove("b")));
    Map<String, Tensor> turned = new TreeMap<>(sealed.tensors());
    turned.put("b", Tensor.of(Shape.of(3, 2), Objects.requireNonNull(turned.get("b")).toArray()));
    for (Safetensors changed :
        List.of(
            new Safetensors(metadata, sealed.tensors()),
            new Safetensors(sealed.metadata(), renamed),
            new Safetensors(sealed.metadata(), turned))) {
      changed.write(file);
      assertThatThrownBy(() -> Safetensors.read(file))
          .hasMessageStartingWith(file + ": checksum mismatch: the file is damaged\n");
    }
  }

  @Test
  void replacesWhatIsThere() throws IOException {
    Files.writeString(file, "something else");
    some().write(file);
    assertThat(Safetensors.read(file)).isEqualTo(some());
  }

  @Test
  void saysWhatCantBeWritten() {
    Path nowhere = folder.resolve("missing/model.safetensors");
    assertThatThrownBy(() -> some().write(nowhere))
        .isInstanceOf(DataException.class)
        .hasMessage(
            nowhere
                + ": the folder it belongs in does not exist\n"
                + "  fix       create that folder, or choose another location");
  }

  private void refuses(String header, int dataBytes, String message) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    refuses(
        ByteBuffer.allocate(8 + text.length + dataBytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .array(),
        message);
  }

  private void refuses(byte[] content, String message) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(DataException.class)
        .hasMessage(file + message.strip());
  }

  @Test
  void refusesAHeaderThatTheFileCantHold() throws IOException {
    refuses(
        new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'},
        """
        : invalid header length
          given     9223372036854775807 bytes
          expected  2 to 2, in a file of 10 bytes
          fix       check that this is a complete safetensors file
        """);
    refuses(
        "data: glyphs\n".getBytes(StandardCharsets.US_ASCII),
        """
        : this isn't a model file
          given     a text that begins with 'data: gl'
          expected  a safetensors file
          fix       check the path
        """);
    refuses(
        new byte[3],
        """
        : too short for a safetensors file
          given     3 bytes
          fix       check that this is a complete safetensors file
        """);
  }

  @Test
  void refusesATensorThatTheFileCantHold() throws IOException {
    refuses(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}}",
        8,
        """
        : the file is truncated
          given     8 bytes after the header
          expected  2,000,000,000
          fix       copy or download it again
        """);
    refuses(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3000000000],\"data_offsets\":[0,12000000000]}}",
        8,
        """
        , header, 'x': invalid shape
          given     [3000000000]
          fix       check that this is a complete safetensors file
        """);
  }

  @Test
  void refusesNullsInAShape() throws IOException {
    refuses(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[null,1],\"data_offsets\":[0,4]}}",
        4,
        """
        , header, 'x', shape[0]: a list element is missing
          given     null
          fix       remove it, or provide a value
        """);
  }

  @Test
  void refusesGapsOverlapsAndWrongSizes() throws IOException {
    String x = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},";
    refuses(
        x + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}",
        12,
        """
        , header, 'y': gap before this tensor
          given     begins at byte 8, expected 4
          fix       check that this is a complete safetensors file
        """);
    refuses(
        x + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        4,
        """
        , header, 'y': overlaps the previous tensor
          given     begins at byte 0, expected 4
          fix       check that this is a complete safetensors file
        """);
    refuses(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        4,
        """
        , header, 'x': data_offsets don't match the shape
          given     data_offsets [0, 4] for shape [2]
          expected  8 bytes
          fix       write the file again
        """);
    refuses(
        "{}",
        3,
        """
        : extra bytes after the tensors
          given     3 bytes after the header
          expected  0
          fix       copy or download it again
        """);
  }

  @Test
  void refusesOtherNumbers() throws IOException {
    refuses(
        "{\"x\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        4,
        """
        , header, 'x': unsupported data type
          given     'I32'
          expected  'F32', 'F16', 'BF16' or 'F64'
          fix       convert it to float32
        """);
    refuses(
        "{\"x\":{\"dtype\":\"F8_E4M3\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        4,
        """
        , header, 'x': unsupported data type
          given     'F8_E4M3'
          expected  one of F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL
          fix       convert it to float32
        """);
    refuses(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"offsets\":[0,4]}}",
        4,
        """
        , header, 'x': unknown key
          given     'offsets'
          expected  one of the keys dtype, shape, data_offsets
          fix       remove it, or check its spelling
        """);
  }

  @Test
  void answersEveryDamageWithAMessage() throws IOException {
    new Safetensors(Map.of("k", "v"), Map.of("x", Tensor.of(Shape.of(3), 1, 2, 3))).write(file);
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged =
          Arrays.copyOf(
              whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
      for (int n = random.nextInt(3); n >= 0 && damaged.length > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      try {
        Safetensors.read(file);
      } catch (DataException expected) {
        assertThat(expected).hasMessageStartingWith(file.toString());
      }
    }
  }
}
