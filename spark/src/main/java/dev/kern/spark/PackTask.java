package dev.kern.spark;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/// Makes a row its place among all images, and the bytes of its label and its pixels.
///
/// @param packer for images of a known size
/// @param classes by index
record PackTask(ImagePacker packer, List<String> classes)
    implements PairFunction<Tuple2<Row, Long>, Long, byte[]> {
  @Override
  public Tuple2<Long, byte[]> call(Tuple2<Row, Long> numbered) {
    ShardRow row = ShardRow.of(numbered._1);
    int label =
        row.label() instanceof Number
            ? TrainingRows.index(row.label())
            : classes.indexOf(row.label().toString());
    byte[] pixels = packer.pixels(row);
    byte[] packed =
        ByteBuffer.allocate(Integer.BYTES + pixels.length).putInt(label).put(pixels).array();
    return new Tuple2<>(numbered._2, packed);
  }
}
