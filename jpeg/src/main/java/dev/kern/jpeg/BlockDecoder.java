package dev.kern.jpeg;

/// How a scan's bits become coefficients of blocks.
sealed interface BlockDecoder permits SequentialBlocks, ProgressiveBlocks {
  /// Reads the next block, which belongs to a component at a place.
  void read(Scan.ScanComponent part, int row, int column) throws JpegException;

  /// Forgets what went before, at a restart.
  default void restart() {}
}
