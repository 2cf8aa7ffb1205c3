package dev.kern.report.graph;

import dev.kern.report.draw.Ink;

/// What a node is for in a training step; from left to right, as the parts are drawn.
enum Part {
  /// Whatever the loss and the logits are computed from.
  FORWARD(Ink.FIRST, "forward"),
  /// Variables and what optimisers remember of them.
  STATE(Ink.FAINT, "weights and other state"),
  /// Whatever only the updates need: the gradients.
  BACKWARD(Ink.SECOND, "backward"),
  /// What changes variables.
  UPDATE(Ink.THIRD, "updates");

  private final Ink ink;
  private final String words;

  Part(Ink ink, String words) {
    this.ink = ink;
    this.words = words;
  }

  /// What it is drawn in.
  Ink ink() {
    return ink;
  }

  /// What the legend calls it.
  String words() {
    return words;
  }
}
