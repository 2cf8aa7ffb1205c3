package dev.kern.cli;

import dev.kern.layer.Table;
import dev.kern.measure.LayerTime;
import dev.kern.measure.StepProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// How long a step takes, layer by layer, as `kern bench` prints it.
///
/// Layers that take no time of their own share the line of the one before.
record ProfileText(StepProfile step) {
  /// A part of a training step.
  private record Pass(String name, ToDoubleFunction<LayerTime> micros) {}

  private static final List<Pass> PASSES =
      List.of(
          new Pass("forward", LayerTime::forwardMicros),
          new Pass("dx", LayerTime::inputGradientMicros),
          new Pass("dw", LayerTime::weightGradientMicros),
          new Pass("update", LayerTime::updateMicros));

  /// In fewer columns the passes have a table of their own.
  private static final int WIDE = 72;

  /// In microseconds: shorter steps are told to a tenth of one.
  private static final double SHORT = 1_000;

  /// In microseconds: longer steps are told in milliseconds.
  private static final double LONG = 10_000;

  /// Lines that are shorter than a number of characters, if that can be.
  String text(int columns) {
    if (!step.training()) {
      return title() + Table.text(byLayer(List.of()), 1, columns);
    }
    return columns >= WIDE
        ? title() + Table.text(byLayer(PASSES), 1, columns)
        : title()
            + Table.text(byLayer(List.of()), 1, columns)
            + "\n"
            + Table.text(byPass(), 1, columns);
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "%s, batch %d: %s %s a step%n%,.0f images/s, %.0f%% of %.0f GFLOP/s%n",
        step.training() ? "training" : "inference",
        step.batch(),
        time(step.micros()),
        unit(),
        step.imagesPerSecond(),
        100 * step.shareOfPeak(),
        step.peakGflops());
  }

  /// A line per layer, with the passes as columns.
  private List<String[]> byLayer(List<Pass> passes) {
    List<String[]> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("layer"));
    passes.forEach(pass -> head.add(pass.name));
    head.addAll(List.of(unit(), "of step", "of peak"));
    rows.add(head.toArray(String[]::new));
    String fused = ""; // in front of the first that takes time
    for (LayerTime layer : step.layers()) {
      if (layer.micros() > 0) {
        rows.add(line(fused + layer.layer(), passes, layer, layer.micros()));
        fused = "";
      } else if (rows.size() > 1) {
        rows.getLast()[0] += ", " + layer.layer();
      } else {
        fused += layer.layer() + ", ";
      }
    }
    rows.add(line("waiting", passes, step.waitingMicros()));
    rows.add(line("sum", passes, step.sum(), step.micros()));
    rows.add(line("of it elementwise", passes, step.sum().elementwiseMicros()));
    return rows;
  }

  private String[] line(String name, List<Pass> passes, LayerTime time, double micros) {
    String[] line = line(name, passes, micros);
    for (int k = 0; k < passes.size(); k++) {
      double own = passes.get(k).micros.applyAsDouble(time);
      line[k + 1] = own > 0 ? time(own) : "";
    }
    line[line.length - 1] =
        time.multiplyAdds() > 0
            ? percent("%.0f%%", 2e-3 * time.multiplyAdds() / micros / step.peakGflops())
            : "";
    return line;
  }

  private String[] line(String name, List<Pass> passes, double micros) {
    List<String> line = new ArrayList<>(List.of(name));
    passes.forEach(_ -> line.add(""));
    line.addAll(List.of(time(micros), percent("%.1f%%", micros / step.micros()), ""));
    return line.toArray(String[]::new);
  }

  /// A line per pass.
  private List<String[]> byPass() {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"pass", unit(), "of step"});
    for (Pass pass : PASSES) {
      rows.add(share(pass.name, pass.micros.applyAsDouble(step.sum())));
    }
    rows.add(share("waiting", step.waitingMicros()));
    rows.add(share("sum", step.micros()));
    return rows;
  }

  private String[] share(String name, double micros) {
    return new String[] {name, time(micros), percent("%.1f%%", micros / step.micros())};
  }

  private String unit() {
    return step.micros() < LONG ? "µs" : "ms";
  }

  private String time(double micros) {
    return step.micros() < LONG
        ? String.format(Locale.ROOT, step.micros() < SHORT ? "%.1f" : "%,.0f", micros)
        : String.format(Locale.ROOT, "%,.2f", micros / 1000);
  }

  private static String percent(String format, double share) {
    return String.format(Locale.ROOT, format, 100 * share);
  }
}
