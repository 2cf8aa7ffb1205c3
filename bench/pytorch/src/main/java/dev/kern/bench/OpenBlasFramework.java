package dev.kern.bench;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;

/// OpenBLAS by JavaCPP: products only.
final class OpenBlasFramework implements Framework {
  private OpenBlasFramework(int threads) {
    blas_set_num_threads(threads);
  }

  /// Serves OpenBLAS.
  public static void main(String[] arguments) throws IOException {
    FrameworkServer.serve(arguments, OpenBlasFramework::new);
  }

  @Override
  public String title() {
    return "OpenBLAS 0.3.30 by JavaCPP 1.5.12";
  }

  @Override
  public Optional<Step> prepare(Job job) {
    if (job.kind() != Job.Kind.PRODUCT) {
      return Optional.empty();
    }
    int n = job.extent();
    FloatPointer a = filled(n);
    FloatPointer b = filled(n);
    FloatPointer c = filled(n);
    return Optional.of(
        () ->
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n));
  }

  private static FloatPointer filled(int n) {
    float[] values = new float[n * n];
    Arrays.fill(values, 0.5f);
    return new FloatPointer(values);
  }
}
