package dev.kern.optimize;

/// What optimisers and schedules demand of their numbers.
final class Require {
  private Require() {}

  static void rate(double learningRate, double weightDecay) {
    positive(learningRate, "learning rate");
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a weight decay is 0 or more, given %s; 0.0001 is a usual one".formatted(weightDecay));
    }
  }

  static void positive(double given, String what) {
    if (!(given > 0 && given < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s is a number above 0, given %s".formatted(what, given));
    }
  }

  static void share(double given, String what) {
    if (!(given >= 0 && given < 1)) {
      throw new IllegalArgumentException(
          "%s is from 0 to less than 1, given %s".formatted(what, given));
    }
  }

  static void atLeastOne(long given, String what) {
    if (given < 1) {
      throw new IllegalArgumentException("%s is 1 or more, given %d".formatted(what, given));
    }
  }
}
