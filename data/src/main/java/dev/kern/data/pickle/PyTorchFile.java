package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.RegularFile;
import dev.kern.data.file.StoredNumbers;
import dev.kern.data.file.ZipFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// A file that `torch.save` has written, open for reading: the tensors of a state dict by name.
///
/// It is a zip archive of a pickle and a file of plain numbers per storage. A checkpoint, a dict
/// that has a state dict among other things, is taken for that state dict. Nothing in the pickle is
/// executed, and a tensor's numbers are read only when they are asked for. Not thread-safe.
///
/// ```java
/// try (PyTorchFile file = PyTorchFile.open(Path.of("resnet18.pth"))) {
///   float[] filters = file.arrays().get("conv1.weight").floats();
/// }
/// ```
public final class PyTorchFile implements AutoCloseable {
  private static final String PICKLE = "/data.pkl";
  private static final int MOST_TENSORS = 10_000;

  /// What checkpoints call their state dict, in the order in which they are looked for.
  private static final List<String> CHECKPOINT_KEYS =
      List.of("state_dict", "model_state_dict", "model", "model_state", "net", "weights");

  private static final int[] LEGACY = {
    0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19
  };

  private final ZipFile zip;
  private final Map<String, NumberArray> arrays;
  private final Optional<String> key;

  private PyTorchFile(ZipFile zip, Map<String, NumberArray> arrays, Optional<String> key) {
    this.zip = zip;
    this.arrays = Collections.unmodifiableMap(arrays);
    this.key = key;
  }

  /// Opens a file and checks its structure.
  ///
  /// Fails with `DataException` if it can't be read, is none of PyTorch's, has the form of before
  /// PyTorch 1.6, or holds anything but tensors, plain values and dicts of them.
  public static PyTorchFile open(Path path) {
    RegularFile.expect(path);
    refuseLegacy(path);
    ZipFile zip = ZipFiles.open(path);
    try {
      return read(path, zip);
    } catch (RuntimeException e) {
      close(zip, path);
      throw e;
    }
  }

  private static void refuseLegacy(Path path) {
    byte[] begin = new byte[LEGACY.length];
    try (InputStream in = Files.newInputStream(path)) {
      int count = in.readNBytes(begin, 0, begin.length);
      boolean legacy = count == begin.length;
      for (int i = 0; i < count; i++) {
        legacy &= (begin[i] & 0xff) == LEGACY[i];
      }
      if (legacy) {
        throw Problem.at(path.toString(), "PyTorch's file format of before version 1.6")
            .expected("a zip archive, as torch.save writes it today")
            .fix(
                "in Python: torch.save(torch.load('%s', map_location='cpu'), 'weights.pth')"
                    .formatted(path.getFileName()));
      }
      if (count < 2 || begin[0] != 'P' || begin[1] != 'K') {
        throw Problem.at(path.toString(), "not a file of PyTorch's")
            .given("%d bytes that don't begin as a zip archive does".formatted(Files.size(path)))
            .expected("what torch.save writes")
            .fix(TorchReducers.AGAIN);
      }
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private static PyTorchFile read(Path path, ZipFile zip) {
    List<String> names = zip.stream().map(ZipEntry::getName).toList();
    Optional<String> pickle = names.stream().filter(name -> name.endsWith(PICKLE)).findFirst();
    if (pickle.isEmpty() || names.stream().anyMatch(name -> name.endsWith("/constants.pkl"))) {
      throw Problem.at(path.toString(), "not a state dict of PyTorch's")
          .given(pickle.isEmpty() ? "a zip archive without data.pkl" : "a TorchScript program")
          .expected("what torch.save writes")
          .fix(TorchReducers.AGAIN);
    }
    PickleValue top;
    try (Content content = Content.open(path, pickle.get())) {
      top = new Unpickler(content, new TorchReducers()).run();
    }
    String folder = pickle.get().substring(0, pickle.get().length() - PICKLE.length());
    Optional<String> key = checkpointKey(top);
    @Nullable PickleValue state =
        key.isPresent() && top instanceof DictValue dict ? dict.entries.get(key.get()) : top;
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    ByteOrder order = order(path, zip, folder);
    if (state instanceof DictValue tensors) {
      tensors.entries.forEach(
          (name, value) -> {
            if (value instanceof TorchTensor tensor) {
              arrays.put(
                  name.toString(), new Stored(path, zip, folder, name.toString(), tensor, order));
            }
          });
    }
    if (arrays.isEmpty() || arrays.size() > MOST_TENSORS) {
      throw Problem.at(path.toString(), "not a state dict of PyTorch's")
          .given(arrays.isEmpty() ? held(top) : Problem.count(arrays.size()) + " tensors")
          .expected("a dict of 1 to %s tensors".formatted(Problem.count(MOST_TENSORS)))
          .fix(TorchReducers.AGAIN);
    }
    return new PyTorchFile(zip, arrays, key);
  }

  private static String held(PickleValue top) {
    if (!(top instanceof DictValue dict)) {
      return top.kind();
    }
    List<String> keys = dict.entries.keySet().stream().limit(100).map(String::valueOf).toList();
    return "a dict of " + Problem.list(keys);
  }

  /// Where in a checkpoint the state dict is, if the file is not one itself.
  private static Optional<String> checkpointKey(PickleValue top) {
    if (!(top instanceof DictValue dict) || isState(dict)) {
      return Optional.empty();
    }
    List<String> states = new ArrayList<>();
    dict.entries.forEach(
        (key, value) -> {
          if (key instanceof String name && isState(value)) {
            states.add(name);
          }
        });
    return CHECKPOINT_KEYS.stream()
        .filter(states::contains)
        .findFirst()
        .or(() -> states.size() == 1 ? Optional.of(states.getFirst()) : Optional.empty());
  }

  private static boolean isState(PickleValue value) {
    return value instanceof DictValue dict
        && dict.entries.values().stream().anyMatch(TorchTensor.class::isInstance);
  }

  private static ByteOrder order(Path path, ZipFile zip, String folder) {
    ZipEntry entry = zip.getEntry(folder + "/byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      String word = new String(in.readNBytes(8), StandardCharsets.US_ASCII);
      return word.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// The tensors by name, in the file's order; their numbers can be read while it is open.
  public Map<String, NumberArray> arrays() {
    return arrays;
  }

  /// Where in a checkpoint the state dict was found; empty if the file is one itself.
  public Optional<String> key() {
    return key;
  }

  @Override
  public void close() {
    close(zip, Path.of(zip.getName()));
  }

  private static void close(ZipFile zip, Path path) {
    try {
      zip.close();
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// A tensor and where it lies.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(
      Path path, ZipFile zip, String folder, String name, TorchTensor tensor, ByteOrder order)
      implements NumberArray {
    private static final int CHUNK = 1 << 16;

    @Override
    public long[] shape() {
      return tensor.shape().clone();
    }

    @Override
    public Optional<NumberType> type() {
      return Optional.ofNullable(tensor.storage().type().type());
    }

    @Override
    public String place() {
      return "%s, key %s".formatted(path, Problem.quote(name));
    }

    @Override
    public String toString() {
      return tensor.storage().type().numbers() + " " + ArrayValue.tuple(tensor.shape());
    }

    @Override
    public StoredNumbers numbers() {
      return new StoredNumbers(this, type(), order, tensor.shape(), tensor.stored(), source());
    }

    private StoredNumbers.Source source() {
      ZipEntry entry = entry();
      return tensor.storage().type() == TorchName.BFLOAT16
          ? StoredNumbers.Source.bfloat16(order, (_, sink) -> read(entry, sink))
          : (_, sink) -> read(entry, sink);
    }

    /// The storage's file, which holds what the pickle says.
    private ZipEntry entry() {
      TorchStorage storage = tensor.storage();
      ZipEntry entry = zip.getEntry(folder + "/data/" + storage.key());
      long bytes = storage.size() * storage.type().bytes();
      if (entry == null || entry.getMethod() != ZipEntry.STORED || entry.getSize() != bytes) {
        throw broken(
            "a storage is not in the file as the pickle says",
            entry == null
                ? "no entry 'data/%s'".formatted(storage.key())
                : "%s%s bytes"
                    .formatted(
                        entry.getMethod() == ZipEntry.STORED ? "" : "packed, ",
                        Problem.count(entry.getSize())),
            Problem.count(bytes) + " bytes, not packed");
      }
      return entry;
    }

    private DataException broken(String what, String given, String expected) {
      return Problem.at(place(), what)
          .given(given)
          .expected(expected)
          .fix("download or copy the file again, or save it again; " + TorchReducers.AGAIN);
    }

    private void read(ZipEntry entry, StoredNumbers.Sink sink) {
      int bytes = tensor.storage().type().bytes();
      byte[] chunk = new byte[(int) Math.min(CHUNK, tensor.size() * bytes)];
      try (InputStream in = zip.getInputStream(entry)) {
        in.skipNBytes(tensor.at() * bytes);
        for (long from = 0; from < tensor.size(); ) {
          int count = (int) Math.min(chunk.length / bytes, tensor.size() - from);
          int read = in.readNBytes(chunk, 0, count * bytes);
          if (read < count * bytes) {
            throw broken("a storage ends early", read + " bytes", count * bytes + " bytes");
          }
          sink.take(chunk, count, from);
          from += count;
        }
      } catch (IOException e) {
        throw Problem.of(path, e);
      }
    }
  }
}
