package dev.kern.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/// Spark in this process, on two threads, which all tests share.
final class Sessions {
  private static final SparkSession LOCAL =
      SparkSession.builder()
          .master("local[2]")
          .appName("kern")
          .config("spark.ui.enabled", false)
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", 3)
          // Compiling a query takes longer than running it on so few rows.
          .config("spark.sql.codegen.wholeStage", false)
          .config("spark.sql.adaptive.enabled", false)
          .config("spark.sql.warehouse.dir", folder())
          .getOrCreate();

  private Sessions() {}

  static SparkSession local() {
    return LOCAL;
  }

  private static String folder() {
    try {
      return Files.createTempDirectory("kern-warehouse").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
