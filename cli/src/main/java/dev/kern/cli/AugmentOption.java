package dev.kern.cli;

import dev.kern.data.augment.Augmentation;
import dev.kern.data.augment.AugmentationPreset;
import dev.kern.data.augment.Flip;
import dev.kern.data.file.Problem;
import dev.kern.json.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;

/// Augmentations as an option: a comma-separated list of words, each with an optional number, as in
/// `shift=2,rotate=10,flip`.
///
/// A preset's name stands for several; a later word overrides the preset's own.
///
/// @param augmentations what the words stand for, in order
record AugmentOption(List<Augmentation> augmentations) {
  static final String WORDS =
      "augment training images at random: letters, digits or photos, or a list such as"
          + " shift=2,rotate=10,scale=0.1,stretch=0.1,shear=0.1,elastic=2,flip,brightness=0.2,"
          + "contrast=0.2,invert=0.1,erase=0.2,mixup=0.2,cutmix=1";

  private static final List<Kind> KINDS =
      List.of(
          new Kind("shift", 2, Augmentation::shift),
          new Kind("rotate", 10, Augmentation::rotate),
          new Kind("scale", 0.1, Augmentation::scale),
          new Kind("stretch", 0.1, Augmentation::stretch),
          new Kind("shear", 0.1, Augmentation::shear),
          new Kind("elastic", 2, Augmentation::elastic),
          new Kind("flip", 0.5, Flip::new),
          new Kind("brightness", 0.2, Augmentation::brightness),
          new Kind("contrast", 0.2, Augmentation::contrast),
          new Kind("invert", 0.1, Augmentation::invert),
          new Kind("erase", 0.2, Augmentation::erase),
          new Kind("mixup", 0.2, Augmentation::mixup),
          new Kind("cutmix", 1, Augmentation::cutmix));

  /// One augmentation, with its default number.
  private record Kind(String key, double usual, DoubleFunction<Augmentation> make) {}

  /// Reads the words.
  static final class Converter implements ITypeConverter<AugmentOption> {
    @Override
    public AugmentOption convert(String text) {
      List<Augmentation> all = new ArrayList<>();
      int preset = 0;
      for (String word : text.split(",", -1)) {
        Optional<AugmentationPreset> named = preset(word);
        if (named.isPresent()) {
          all.addAll(named.get().augmentations());
          preset = all.size();
          continue;
        }
        Augmentation one = augmentation(word);
        boolean replaces = all.subList(0, preset).removeIf(a -> a.kind().equals(one.kind()));
        preset -= replaces ? 1 : 0;
        all.add(one);
      }
      return new AugmentOption(List.copyOf(all));
    }
  }

  private static Optional<AugmentationPreset> preset(String word) {
    return Arrays.stream(AugmentationPreset.values())
        .filter(preset -> preset.key().equals(word))
        .findFirst();
  }

  private static Augmentation augmentation(String word) {
    int end = word.indexOf('=');
    String name = end < 0 ? word : word.substring(0, end);
    Kind kind =
        KINDS.stream()
            .filter(known -> known.key.equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    return kind.make.apply(end < 0 ? kind.usual : number(kind, word, word.substring(end + 1)));
  }

  private static double number(Kind kind, String word, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          """
          --augment: %s= needs a number
            given     %s
            fix       %s=%s, or just %s, which means the same\
          """
              .formatted(kind.key, Problem.quote(word), kind.key, plain(kind.usual), kind.key));
    }
  }

  private static IllegalArgumentException unknown(String name) {
    List<String> known =
        Stream.concat(AugmentationPreset.keys().stream(), KINDS.stream().map(Kind::key)).toList();
    return new IllegalArgumentException(
        """
        --augment: unknown augmentation
          given     %s
          expected  a comma-separated list of %s
          fix       %s\
        """
            .formatted(
                Problem.quote(name),
                String.join(", ", known),
                Suggestion.of(name, known).orElse("--augment letters")));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
