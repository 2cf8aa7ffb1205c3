package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Checksum;
import dev.kern.run.KernVersion;
import dev.kern.run.Variables;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;

/// What must be the same for all ranks of a training, or their bits would differ, in words.
///
/// The number of threads, folders and checkpoints may differ. So may Java and the length of
/// vectors: [dev.kern.run.Engine#arithmetic] says what bits depend on.
final class RankTerms {
  private static final int DIGITS = 16;
  private static final int SOME = 1 << 14;

  private RankTerms() {}

  /// @param done the steps that are done
  static String of(RunContext context, long done) {
    Training training = context.training();
    return "Kern %s, %s; settings %s; data %s; step %d, state %s"
        .formatted(
            KernVersion.current(),
            training.engine().running().arithmetic(),
            brief(Checksum.of(RunJson.line(training.threads(1).checkpointEvery(1)))),
            brief(data(context.data())),
            done,
            brief(state(context.variables())));
  }

  private static String brief(String checksum) {
    return checksum.substring(0, DIGITS);
  }

  /// The checksum of a data set's files, and of how it is divided; of data in memory that of its
  /// images.
  private static String data(Dataset data) {
    DataRecord record = DataRecord.of(data);
    StringBuilder words = new StringBuilder(record.contents());
    if (record.files().isEmpty()) {
      for (SplitName name : SplitName.values()) {
        data.split(name).ifPresent(split -> words.append(name).append(fingerprint(split)));
      }
    }
    return Checksum.of(words.toString());
  }

  private static String fingerprint(Split split) {
    MessageDigest digest = Checksum.sha256();
    ByteBuffer one =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + Float.BYTES * split.targetWidth());
    float[] row = new float[split.targetWidth()];
    for (int i = 0; i < split.count(); i++) {
      one.clear().putLong(split.fingerprint(i)).putInt(split.label(i));
      split.targets(i, row, 0);
      one.asFloatBuffer().put(row);
      digest.update(one.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String state(Variables variables) {
    MessageDigest digest = Checksum.sha256();
    ByteBuffer some = ByteBuffer.allocate(SOME * Float.BYTES);
    Stream.concat(Stream.of(variables.values()), variables.slots().stream())
        .forEach(
            array -> {
              for (int at = 0; at < array.length; at += SOME) {
                int count = Math.min(SOME, array.length - at);
                some.clear().asFloatBuffer().put(array, at, count);
                digest.update(some.array(), 0, count * Float.BYTES);
              }
            });
    return HexFormat.of().formatHex(digest.digest());
  }
}
