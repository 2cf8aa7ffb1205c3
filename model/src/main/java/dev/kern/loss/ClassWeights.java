package dev.kern.loss;

import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.json.Suggestion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How much an image counts in a loss, by its class.
///
/// In files it is the word `balanced`, or an object with a number for each class: `{cat: 2, dog:
/// 0.5}`; a class without one has the weight 1.
///
/// @param balanced whether the training images are to decide: all classes weigh the same in total,
///   and an image 1 on average
/// @param weights the weights by the names of the classes; empty if the training images decide
public record ClassWeights(boolean balanced, Map<String, Double> weights) {
  /// Copies the map.
  ///
  /// Fails with [IllegalArgumentException] if a weight is negative or not finite, there is none at
  /// all, or there are some although the training images are to decide.
  public ClassWeights {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    if (balanced != weights.isEmpty()) {
      throw new IllegalArgumentException(
          "class weights are balanced, or given by class; given " + weights);
    }
    weights.forEach(
        (name, weight) -> {
          if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "the weight of a class is 0 or more, given %s for '%s'".formatted(weight, name));
          }
        });
  }

  /// Weights that the training images decide: with `N` images of `K` classes, `n` of them of one,
  /// an image of that class weighs `N / (K n)`.
  public static ClassWeights balance() {
    return new ClassWeights(true, Map.of());
  }

  /// Weights by the names of the classes.
  ///
  /// Fails with [IllegalArgumentException] if one is negative or not finite, or there is none.
  public static ClassWeights of(Map<String, Double> weights) {
    return new ClassWeights(false, weights);
  }

  /// The same as numbers, if the training images are to decide. A class of which there is no image
  /// has the weight 1.
  ///
  /// @param images how many training images each of the classes has
  ClassWeights over(List<String> classes, double[] images) {
    if (!balanced) {
      return this;
    }
    double all = 0;
    int present = 0;
    for (double count : images) {
      all += count;
      present += count > 0 ? 1 : 0;
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int c = 0; c < images.length; c++) {
      numbers.put(classes.get(c), images[c] > 0 ? all / (present * images[c]) : 1);
    }
    return of(numbers);
  }

  /// Refuses weights of classes that aren't there, and those by which no class counts.
  ///
  /// Fails with `DataException` if there is one.
  void expectFits(Targets targets) {
    List<String> classes = targets.names();
    for (String name : weights.keySet()) {
      if (!classes.contains(name)) {
        throw Problem.at("class weights", "no such class")
            .given(Problem.quote(name))
            .expected("one of " + Problem.list(classes))
            .fix(Suggestion.of(name, classes).orElse("use the names of the classes in the data"));
      }
    }
    if (classes.stream().allMatch(name -> weights.getOrDefault(name, 1.0) == 0)) {
      throw Problem.at("class weights", "no class counts")
          .given("the weight 0 for all of " + Problem.list(classes))
          .expected("more than 0 for at least one class, better for two")
          .fix("leave out the weights of the classes that count 1");
    }
  }

  /// The weight of each class.
  ///
  /// Fails with [IllegalArgumentException] if the training images have not decided yet.
  float[] column(List<String> classes) {
    if (balanced) {
      throw new IllegalArgumentException(
          "class weights: balanced weights depend on the training images; fix: start from a data"
              + " set, or ClassWeights.of(weights)");
    }
    float[] column = new float[classes.size()];
    for (int c = 0; c < column.length; c++) {
      column[c] = weights.getOrDefault(classes.get(c), 1.0).floatValue();
    }
    return column;
  }
}
