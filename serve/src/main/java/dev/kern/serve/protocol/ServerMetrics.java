package dev.kern.serve.protocol;

import dev.kern.serve.store.ModelStore;
import dev.kern.serve.store.ServedModel;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/// What a server counts and measures, in the text format of Prometheus.
///
/// Names and meanings follow Triton's `nv_inference_…`, with `kern_` in the place of `nv_`.
final class ServerMetrics {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String[] LABELS = {"model", "version"};
  private static final double[] SECONDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final long NANOS_PER_MICRO = 1000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter successes =
      counter("kern_inference_request_success", "Requests that were answered", LABELS);
  private final Counter failures =
      counter(
          "kern_inference_request_failure",
          "Requests that were refused",
          "model",
          "version",
          "reason");
  private final Counter images = counter("kern_inference_count", "Images computed", LABELS);
  private final Counter executions =
      counter("kern_inference_exec_count", "Requests that were computed", LABELS);
  private final Counter requestTime = time("request", "from the body to the answer");
  private final Counter queueTime = time("queue", "waiting for a free core");
  private final Counter inputTime = time("compute_input", "reading inputs");
  private final Counter inferTime = time("compute_infer", "running the network");
  private final Counter outputTime = time("compute_output", "writing answers");
  private final Histogram latency =
      Histogram.builder()
          .name("kern_inference_request_seconds")
          .help("Seconds from the body to the answer")
          .labelNames(LABELS)
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .withoutExemplars()
          .register(registry);
  private final Map<Key, Points> points = new ConcurrentHashMap<>();

  /// How long the parts of a request took, in nanoseconds.
  record Durations(int images, long request, long queue, long input, long infer, long output) {}

  private record Key(String model, long version) {}

  /// Those of one version, found once.
  private record Points(
      CounterDataPoint successes,
      CounterDataPoint images,
      CounterDataPoint executions,
      CounterDataPoint request,
      CounterDataPoint queue,
      CounterDataPoint input,
      CounterDataPoint infer,
      CounterDataPoint output,
      DistributionDataPoint latency) {
    void add(Durations took) {
      successes.inc();
      images.inc(took.images);
      executions.inc();
      request.inc(took.request / NANOS_PER_MICRO);
      queue.inc(took.queue / NANOS_PER_MICRO);
      input.inc(took.input / NANOS_PER_MICRO);
      infer.inc(took.infer / NANOS_PER_MICRO);
      output.inc(took.output / NANOS_PER_MICRO);
      latency.observe(took.request / NANOS_PER_SECOND);
    }
  }

  /// @param waiting how many requests wait for a core
  ServerMetrics(ModelStore store, IntSupplier waiting) {
    GaugeWithCallback.builder()
        .name("kern_inference_pending_request_count")
        .help("Requests that wait for a free core")
        .callback(gauge -> gauge.call(waiting.getAsInt()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("kern_model_ready")
        .help("1 for each version that answers, 0 for a model that is not loaded")
        .labelNames(LABELS)
        .callback(
            gauge ->
                store
                    .index()
                    .forEach(
                        state -> gauge.call(state.ready() ? 1 : 0, state.name(), state.version())))
        .register(registry);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private Counter time(String part, String help) {
    return counter("kern_inference_" + part + "_duration_us", "Microseconds " + help, LABELS);
  }

  private Points of(ServedModel model) {
    return points.computeIfAbsent(
        new Key(model.name(), model.version()),
        key -> {
          String[] labels = {key.model, Long.toString(key.version)};
          return new Points(
              successes.labelValues(labels),
              images.labelValues(labels),
              executions.labelValues(labels),
              requestTime.labelValues(labels),
              queueTime.labelValues(labels),
              inputTime.labelValues(labels),
              inferTime.labelValues(labels),
              outputTime.labelValues(labels),
              latency.labelValues(labels));
        });
  }

  /// Counts a request that was answered.
  void success(ServedModel model, Durations took) {
    of(model).add(took);
  }

  /// Counts a request that was not answered.
  ///
  /// @param reason `invalid`, `rejected` or `error`
  void failure(ServedModel model, String reason) {
    failures.labelValues(model.name(), Long.toString(model.version()), reason).inc();
  }

  /// All of them, as Prometheus reads them.
  byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create()
          .write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
