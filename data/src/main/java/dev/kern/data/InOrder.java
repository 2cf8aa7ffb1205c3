package dev.kern.data;

/// The order that things are in already.
record InOrder() implements Permutation {
  @Override
  public int at(long key, int position) {
    return position;
  }
}
