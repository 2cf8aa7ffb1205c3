package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// A [Product] made of [BlockPattern]s, the right matrix read as it is.
///
/// @param rowPitch from a row of the left matrix to the next
/// @param strips the blocks of each strip of columns
record VectorProduct(
    int inner, int columns, int rowPitch, Epilogue epilogue, List<StripBlocks> strips)
    implements Product {
  /// Blocks that compute the columns from `column` on.
  record StripBlocks(Ladder ladder, int column) {}

  static VectorProduct of(
      int rows,
      int inner,
      int columns,
      boolean transposeLeft,
      Epilogue epilogue,
      Portions portions,
      Specialiser specialiser) {
    Epilogue store = epilogue.activation().isGate() ? epilogue : epilogue.withoutActivation();
    int rowPitch = transposeLeft ? 1 : inner;
    int innerPitch = transposeLeft ? rows : 1;
    Blocking.Block block = new Blocking(specialiser.machine()).product(columns);
    List<StripBlocks> strips = new ArrayList<>();
    for (Cut cut : Cut.strips(specialiser.machine(), columns, block.vectors())) {
      Ladder ladder =
          Ladder.of(
              block.pixels(),
              portions,
              height ->
                  BlockPattern.product(
                      specialiser.machine().lanes(),
                      height,
                      cut.size(),
                      rowPitch,
                      innerPitch,
                      columns,
                      columns,
                      store),
              specialiser);
      strips.add(new StripBlocks(ladder, cut.from()));
    }
    return new VectorProduct(inner, columns, rowPitch, epilogue, List.copyOf(strips));
  }

  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    for (int s = 0; s < strips.size(); s++) {
      StripBlocks strip = strips.get(s);
      int n = strip.column;
      strip.ladder.run(from, to, inner, a, rowPitch, b, n, bias, n, c, columns);
    }
    if (!epilogue.activation().isGate()) {
      VectorElementwise.LOOPS.activate(from * columns, to * columns, epilogue.activation(), c, c);
    }
  }
}
