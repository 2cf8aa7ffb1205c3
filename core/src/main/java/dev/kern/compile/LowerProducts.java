package dev.kern.compile;

import dev.kern.graph.DenseBlock;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Product;
import dev.kern.kernel.Transpose;

/// Lowers matrix products.
///
/// A product with weights runs over blocks of samples. The gradient with respect to the weights
/// runs over blocks of the weights' rows, whole batches at a time, and so does the update after it.
record LowerProducts(Lowering to) {
  void block(Node y, DenseBlock op) {
    run(
        y,
        Transpose.NONE,
        to.value(y.input(1)),
        to.value(y.input(2)),
        Epilogue.biased(op.activation()));
  }

  void product(Node y, MatMul op) {
    Buffer right = to.value(y.input(1));
    Transpose transpose =
        op.transposeLeft()
            ? Transpose.LEFT
            : op.transposeRight() ? Transpose.RIGHT : Transpose.NONE;
    if (op.transposeLeft() && op.transposeRight()) {
      right = transposed(y.input(1), right);
    }
    run(y, transpose, right, Buffer.NONE, Epilogue.none());
  }

  private Buffer transposed(Node node, Buffer x) {
    Shape shape = node.shape();
    Buffer out = to.temporary(node.name() + "/transposed", shape.size());
    to.task(node, "transpose", BlockPartition.whole(1))
        .readsAll(x)
        .writesAll(out)
        .does(
            (block, from, end, s) ->
                to.loops.rows().transpose(shape.extent(0), shape.extent(1), x, out));
    return out;
  }

  private void run(Node y, Transpose transpose, Buffer weights, Buffer bias, Epilogue epilogue) {
    int rows = y.shape().extent(0);
    int columns = y.shape().extent(1);
    int inner = y.input(0).shape().extent(transpose == Transpose.LEFT ? 0 : 1);
    BlockPartition usual =
        switch (transpose) {
          case NONE -> BlockPartition.samples(rows);
          case LEFT -> BlockPartition.range(rows, 8, 16);
          case RIGHT -> BlockPartition.range(columns, 8, 16);
        };
    double multiplyAdds = (double) rows * inner * columns;
    if (transpose == Transpose.NONE && to.wantsPieces(usual, multiplyAdds)) {
      Product whole = loop(y, transpose, inner, epilogue, BlockPartition.whole(rows));
      if (whole.pieces() > 1) {
        byColumns(y, whole, weights, epilogue.bias() ? bias : Buffer.NONE, multiplyAdds);
        return;
      }
    }
    Product loop = loop(y, transpose, inner, epilogue, usual);
    boolean packed = loop.packed() > 0;
    BlockPartition partition =
        loop.group() > 1
            ? BlockPartition.range(rows, Math.max(4, Math.ceilDiv(rows, loop.group())), 16)
            : usual;
    boolean byColumns = transpose == Transpose.RIGHT && !packed;
    Buffer left = to.value(y.input(0));
    Buffer right = to.packed(y, weights, loop);
    Buffer out = to.result(y);
    Task task =
        to.task(y, y.op().symbol(), partition).scratch(loop.scratch()).multiplyAdds(multiplyAdds);
    if (byColumns) {
      task.readsAll(left).reads(right).writesAll(out);
    } else if (transpose == Transpose.LEFT) {
      task.readsAll(left).readsAll(right).writes(out);
      to.partitionRows(y, partition);
    } else {
      task.reads(left).readsAll(right).writes(out);
    }
    if (epilogue.bias()) {
      task.readsAll(bias);
    }
    task.does((block, from, end, s) -> loop.run(from, end, left, right, bias, out, s));
  }

  private Product loop(
      Node y, Transpose transpose, int inner, Epilogue epilogue, BlockPartition partition) {
    int rows = y.shape().extent(0);
    int columns = y.shape().extent(1);
    return transpose == Transpose.NONE && to.isFixed(y.input(1))
        ? to.loops.productOfFixed(rows, inner, columns, epilogue, partition)
        : to.loops.product(rows, inner, columns, transpose, epilogue, partition);
  }

  /// Computes the columns of a few samples on several threads.
  private void byColumns(Node y, Product loop, Buffer weights, Buffer bias, double multiplyAdds) {
    int rows = y.shape().extent(0);
    Buffer left = to.value(y.input(0));
    Buffer right = to.packed(y, weights, loop);
    Buffer out = to.result(y);
    Task task =
        to.task(y, y.op().symbol(), to.blocks(loop.pieces()))
            .readsAll(left)
            .readsAll(right)
            .writesAll(out)
            .scratch(loop.scratch())
            .multiplyAdds(multiplyAdds);
    if (bias.size() > 0) {
      task.readsAll(bias);
    }
    task.does((block, from, end, s) -> loop.runPieces(rows, from, end, left, right, bias, out, s));
  }
}
