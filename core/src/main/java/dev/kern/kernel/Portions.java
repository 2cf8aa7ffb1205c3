package dev.kern.kernel;

/// The portions in which a product's rows are asked for, or its columns where the right matrix is
/// read transposed. No kernel is made that none of them needs, since each costs the just-in-time
/// compiler some tens of milliseconds.
///
/// @param extent how many rows there are
/// @param size rows of each portion, the last may have fewer; 0 if they come in any
public record Portions(int extent, int size) {
  /// Any portions.
  public static final Portions ANY = new Portions(0, 0);

  /// Whether the blocks of a `MicroKernels` that make up a portion include the one of `rows` rows.
  ///
  /// @param rows `tallest` or a power of two
  /// @param tallest rows of the tallest block
  public boolean need(int rows, int tallest) {
    return size == 0
        || (extent >= size && needs(size, rows, tallest))
        || needs(extent % size, rows, tallest);
  }

  private static boolean needs(int portion, int rows, int tallest) {
    return rows == tallest ? portion >= tallest : (portion % tallest & rows) != 0;
  }
}
