/// Labelled images: data sets, their splits, and batches.
///
/// A [Dataset] has up to three [Split]s (training, validation, test) of images of one [ImageShape],
/// each with the index of its class. `Datasets.open` reads one from a file or folder; unusable data
/// is a [dev.kern.data.file.DataException] that says where and what is wrong, and how to fix it.
///
/// {@snippet file="dev/kern/examples/EntryPoints.java" region="data"}
///
/// Images that a program has in memory, as arrays, as `BufferedImage`s or as a stream of
/// [LabelledImage]s, become a data set by `Dataset.of`, or split by split with a [Dataset.Builder].
/// A custom training loop iterates over [Split#batches].
///
/// ```java
/// Dataset data = Dataset.of(List.of("cat", "dog"), new ImageShape(32, 32, 3), images, labels);
/// for (Batch batch : data.train().batches(16, 1)) {
///   step.accept(batch.images(), batch.labels());
/// }
/// ```
///
/// Images are float32, `[count, height, width, channels]`. How an image file's bytes become those
/// floats is the data set's [Normalization], which goes into every model trained on it.
@NullMarked
package dev.kern.data;

import org.jspecify.annotations.NullMarked;
