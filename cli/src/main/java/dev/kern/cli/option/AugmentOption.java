package dev.kern.cli.option;

import dev.kern.data.augment.Augmentation;
import dev.kern.data.augment.AugmentationPreset;
import dev.kern.data.augment.Flip;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.SourceLocation;
import dev.kern.json.Suggestion;
import dev.kern.train.RunJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import picocli.CommandLine.ITypeConverter;

/// Augmentations as an option: a comma-separated list of words, each with an optional number, as in
/// `shift=2,rotate=10,flip`.
///
/// A preset's name stands for several; a later word overrides the preset's own. A registered
/// augmentation's number is the first number among its settings.
///
/// @param augmentations what the words stand for, in order
public record AugmentOption(List<Augmentation> augmentations) {
  public static final String WORDS =
      "augment training images at random: letters, digits or photos, or a list such as"
          + " shift=2,rotate=10,scale=0.1,stretch=0.1,shear=0.1,elastic=2,flip,"
          + "alternatingFlip,crop=2,brightness=0.2,contrast=0.2,invert=0.1,erase=0.2,cutout=8,"
          + "mixup=0.2,cutmix=1";

  private static final List<Kind> KINDS =
      List.of(
          new Kind("shift", 2, Augmentation::shift),
          new Kind("rotate", 10, Augmentation::rotate),
          new Kind("scale", 0.1, Augmentation::scale),
          new Kind("stretch", 0.1, Augmentation::stretch),
          new Kind("shear", 0.1, Augmentation::shear),
          new Kind("elastic", 2, Augmentation::elastic),
          new Kind("flip", 0.5, Flip::new),
          new Kind("alternatingFlip", 1, AugmentOption::alternatingFlip),
          new Kind("crop", 2, number -> Augmentation.crop(whole("crop", number))),
          new Kind("brightness", 0.2, Augmentation::brightness),
          new Kind("contrast", 0.2, Augmentation::contrast),
          new Kind("invert", 0.1, Augmentation::invert),
          new Kind("erase", 0.2, Augmentation::erase),
          new Kind("cutout", 8, number -> Augmentation.cutout(whole("cutout", number))),
          new Kind("mixup", 0.2, Augmentation::mixup),
          new Kind("cutmix", 1, Augmentation::cutmix));

  /// One augmentation, with its default number.
  private record Kind(String key, double usual, DoubleFunction<Augmentation> make) {}

  /// Reads the words.
  public static final class Converter implements ITypeConverter<AugmentOption> {
    @Override
    public AugmentOption convert(String text) {
      try {
        return read(text);
      } catch (DataException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }

    private static AugmentOption read(String text) {
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

  private static Augmentation alternatingFlip(double number) {
    if (number != 1) {
      throw new IllegalArgumentException("--augment: alternatingFlip takes no number");
    }
    return Augmentation.alternatingFlip();
  }

  private static int whole(String key, double number) {
    if (number != Math.rint(number) || Math.abs(number) > 1000) {
      throw new IllegalArgumentException(
          "--augment: %s takes whole pixels from 1 to 1000, given %s".formatted(key, number));
    }
    return (int) number;
  }

  private static Optional<AugmentationPreset> preset(String word) {
    return Arrays.stream(AugmentationPreset.values())
        .filter(preset -> preset.key().equals(word))
        .findFirst();
  }

  private static Augmentation augmentation(String word) {
    int end = word.indexOf('=');
    String name = end < 0 ? word : word.substring(0, end);
    Optional<Kind> kind = KINDS.stream().filter(known -> known.key.equals(name)).findFirst();
    if (kind.isEmpty()) {
      Augmentation example = Augmentation.registry().find(name).orElseThrow(() -> unknown(name));
      if (end < 0) {
        return example;
      }
      kind = Optional.of(kind(example, word));
    }
    Kind known = kind.get();
    return known.make.apply(end < 0 ? known.usual : number(known, word, word.substring(end + 1)));
  }

  private static Kind kind(Augmentation example, String word) {
    Map<String, Object> settings = new LinkedHashMap<>(RunJson.object(example));
    Map.Entry<String, Object> setting =
        settings.entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Number)
            .findFirst()
            .orElseThrow(() -> numberless(example, word));
    return new Kind(
        example.kind(),
        ((Number) setting.getValue()).doubleValue(),
        number -> {
          setting.setValue(number == (long) number ? (Object) (long) number : (Object) number);
          return RunJson.bind(SourceLocation.in("--augment " + word), settings, Augmentation.class);
        });
  }

  private static IllegalArgumentException numberless(Augmentation example, String word) {
    return new IllegalArgumentException(
        """
        --augment: %s takes no number
          given     %s
          fix       %s\
        """
            .formatted(example.kind(), Problem.quote(word), example.kind()));
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
    List<String> known = new ArrayList<>(AugmentationPreset.keys());
    KINDS.forEach(kind -> known.add(kind.key));
    known.addAll(Augmentation.registry().names());
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
                Suggestion.of(name, known)
                    .orElse("--augment letters; " + Augmentation.registry().fix())));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
