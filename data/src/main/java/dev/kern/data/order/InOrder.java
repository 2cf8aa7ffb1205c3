package dev.kern.data.order;

/// The order that things are in already.
public record InOrder() implements Permutation {
  @Override
  public int at(long key, int position) {
    return position;
  }
}
