package dev.kern.architecture;

import java.util.Locale;

/// Whose names the modules of a network have.
public enum Naming {
  /// Those of `torchvision.models`.
  TORCHVISION,
  /// Those of `timm`, PyTorch Image Models.
  TIMM;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
