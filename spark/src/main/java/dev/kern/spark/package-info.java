/// Kern on Apache Spark: networks as stages of spark.ml, scoring where the images lie, sweeps, and
/// preparation of data.
///
/// ```java
/// KernClassificationModel model = KernClassificationModel.load("runs/lenet-1");
/// model.setInputCol("content").transform(spark.read().format("binaryFile").load("images/*.png"));
/// ```
@NullMarked
package dev.kern.spark;

import org.jspecify.annotations.NullMarked;
