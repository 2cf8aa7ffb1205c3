package dev.kern.cli.option;

import dev.kern.data.file.DataException;
import dev.kern.json.SourceLocation;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.optimize.Monitor;
import dev.kern.train.RunJson;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/// Options that take the words which files have for a setting.
public final class NamedSetting {
  private NamedSetting() {}

  private static <T> T read(String option, String word, Class<T> type) {
    try {
      return RunJson.bind(SourceLocation.in(option), word, type);
    } catch (DataException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Reads the word of a loss, such as `meanSquaredError`.
  public static final class LossConverter implements ITypeConverter<Loss> {
    @Override
    public Loss convert(String text) {
      return read("--loss", text, Loss.class);
    }
  }

  /// The words of metrics.
  ///
  /// @param metrics the metrics
  public record Metrics(List<Metric> metrics) {
    /// Copies the list.
    public Metrics {
      metrics = List.copyOf(metrics);
    }
  }

  /// Reads a comma-separated list of metrics, such as `macroF1,topAccuracy`.
  public static final class MetricsConverter implements ITypeConverter<Metrics> {
    @Override
    public Metrics convert(String text) {
      return new Metrics(
          Arrays.stream(text.split(",", -1))
              .map(word -> read("--metrics", word, Metric.class))
              .toList());
    }
  }

  /// Reads the name of a validation result, such as `loss`, or `-error` if lower is better.
  public static final class MonitorConverter implements ITypeConverter<Monitor> {
    @Override
    public Monitor convert(String text) {
      return read("--keep-best", text, Monitor.class);
    }
  }
}
