package dev.kern.report.tensorboard;

import dev.kern.data.file.WireWriter;
import java.util.Map;

/// TensorFlow's event messages, as protocol buffers.
///
/// ```
/// Event    double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5
/// Summary  repeated Value value = 1
/// Value    string tag = 1; float simple_value = 2
/// ```
///
/// Source: TensorFlow, `event.proto` and `summary.proto`.
final class Message {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private Message() {}

  /// The first event of a file.
  ///
  /// @param time in seconds since 1970
  static byte[] version(double time) {
    return new WireWriter().number(WALL_TIME, time).text(FILE_VERSION, "brain.Event:2").toBytes();
  }

  /// Numbers that were measured at a step.
  ///
  /// @param time in seconds since 1970
  /// @param scalars by name
  static byte[] scalars(double time, long step, Map<String, Double> scalars) {
    WireWriter summary = new WireWriter();
    scalars.forEach(
        (tag, value) ->
            summary.message(
                VALUE, new WireWriter().text(TAG, tag).number(SIMPLE_VALUE, value.floatValue())));
    return new WireWriter()
        .number(WALL_TIME, time)
        .integer(STEP, step)
        .message(SUMMARY, summary)
        .toBytes();
  }
}
