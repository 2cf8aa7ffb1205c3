package dev.kern.metric;

/// How well one class is predicted. A ratio of nothing to nothing is 0.
///
/// @param name the class
/// @param precision the part of what was taken for it that is it
/// @param recall the part of its images that were taken for it
/// @param f1 `2 * precision * recall / (precision + recall)`
/// @param support how many images it has
/// @param predicted how many images were taken for it
public record ClassScore(
    String name, double precision, double recall, double f1, int support, int predicted) {}
