package dev.kern.data.augment;

/// Mirrors each image left to right in every other epoch: a random half of the images in the first
/// one, the other half in the second. So two epochs show each image both ways, which a flip by
/// chance does for half of them.
///
/// Source: Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU".
public record AlternatingFlip() implements Whole {
  @Override
  public String kind() {
    return "alternatingFlip";
  }
}
