package dev.kern.data;

import dev.kern.json.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The mapping of a pixel value from 0 to 255 to a network's input: `(value - center) / span`, for
/// all channels or for each.
///
/// It belongs to a data set and is stored with every model trained on it, so that images to
/// classify are scaled like the training images. The division is done in double and rounded once,
/// as the course's Python does, so that the same image gives the same bits.
///
/// @param center the value mapped to zero; in the first channel, if they differ
/// @param span the difference of values mapped to one, likewise; not zero
/// @param channels the center and span of each channel, if they differ, or empty
/// @param levels what stood for 0 and 255 in the training data, if that was other integers
public record Normalization(
    double center,
    double span,
    @Key(omitEmpty = true) List<Channel> channels,
    @Key(omitEmpty = true) Optional<Levels> levels) {
  /// The course's scaling: 0 to 255 becomes -0.5 to 0.5.
  public static final Normalization COURSE = new Normalization(127.5, 255);

  /// 0 to 255 becomes 0 to 1.
  public static final Normalization UNIT = new Normalization(0, 255);

  /// 0 to 255 becomes -1 to 1.
  public static final Normalization SYMMETRIC = new Normalization(127.5, 127.5);

  /// 0 to 255 stays as it is.
  public static final Normalization IDENTITY = new Normalization(0, 1);

  /// The mean and standard deviation of ImageNet's training images for red, green and blue, as
  /// torchvision has them: 0.485, 0.456, 0.406 and 0.229, 0.224, 0.225 of 0 to 1.
  public static final Normalization IMAGENET =
      ofChannels(
          List.of(
              new Channel(123.675, 58.395),
              new Channel(116.28, 57.12),
              new Channel(103.53, 57.375)));

  /// What [#parse] takes, for messages.
  public static final String WORDS = "0..1, -1..1, -0.5..0.5, 0..255, imagenet or mean=…,std=…";

  private static final int VALUES = 256;
  private static final Pattern MEANS =
      Pattern.compile("mean=(?<mean>[-+.,eE\\d]+),std=(?<std>[-+.,eE\\d]+)");

  /// The center and span of a channel.
  ///
  /// @param center the value mapped to zero
  /// @param span the difference of values mapped to one; not zero
  public record Channel(double center, double span) {
    /// Checks that both are finite and that span isn't zero.
    public Channel {
      if (!Double.isFinite(center) || !Double.isFinite(span) || span == 0) {
        throw new IllegalArgumentException(
            "center and span are finite and span isn't 0, given center "
                + center
                + ", span "
                + span);
      }
    }

    private float apply(double value) {
      return (float) ((value - center) / span);
    }
  }

  /// Copies the list, and checks that all numbers are finite and no span is zero.
  public Normalization {
    Channel first = new Channel(center, span);
    channels = channels.stream().distinct().count() > 1 ? List.copyOf(channels) : List.of();
    if (!channels.isEmpty() && !channels.getFirst().equals(first)) {
      throw new IllegalArgumentException(
          "center and span are those of the first channel, given " + first + " and " + channels);
    }
  }

  /// The same for all channels.
  public Normalization(double center, double span) {
    this(center, span, List.of(), Optional.empty());
  }

  /// Each channel by itself.
  ///
  /// Fails with [IllegalArgumentException] if there is none.
  public static Normalization ofChannels(List<Channel> channels) {
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("one channel at least");
    }
    Channel first = channels.getFirst();
    return new Normalization(first.center, first.span, channels, Optional.empty());
  }

  /// The normalisation most likely used for floats in that range, or empty if none of the three
  /// common ones fits.
  public static Optional<Normalization> guess(float least, float greatest) {
    if (least >= 0 && greatest <= 1) {
      return Optional.of(UNIT);
    }
    if (least >= -0.5f && greatest <= 0.5f) {
      return Optional.of(COURSE);
    }
    return least >= -1 && greatest <= 1 ? Optional.of(SYMMETRIC) : Optional.empty();
  }

  /// Reads what the user says: `0..1`, `-1..1`, `-0.5..0.5` or `0..255` for what 0 to 255 becomes,
  /// `imagenet`, or `mean=0.485,0.456,0.406,std=0.229,0.224,0.225`, one number or one for each
  /// channel; numbers up to 1 count on a scale from 0 to 1, as other programs print them, larger
  /// ones from 0 to 255.
  ///
  /// Fails with [IllegalArgumentException] if it is none of these.
  public static Normalization parse(String words) {
    return switch (words.strip().toLowerCase(Locale.ROOT)) {
      case "0..1" -> UNIT;
      case "-1..1" -> SYMMETRIC;
      case "-0.5..0.5" -> COURSE;
      case "0..255" -> IDENTITY;
      case "imagenet" -> IMAGENET;
      default -> ofMeans(words.replaceAll("\\s", ""));
    };
  }

  private static Normalization ofMeans(String words) {
    Matcher given = MEANS.matcher(words);
    if (!given.matches()) {
      throw notThese(words);
    }
    List<Double> means = numbers(given.group("mean"));
    List<Double> deviations = numbers(given.group("std"));
    int count = Math.max(means.size(), deviations.size());
    boolean paired =
        (means.size() == 1 || means.size() == count)
            && (deviations.size() == 1 || deviations.size() == count);
    if (!paired) {
      throw new IllegalArgumentException(
          "%d means and %d deviations; one of each, or one for each channel"
              .formatted(means.size(), deviations.size()));
    }
    boolean fractions =
        Stream.concat(means.stream(), deviations.stream()).allMatch(number -> number <= 1);
    double scale = fractions ? VALUES - 1 : 1;
    List<Channel> channels = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      double mean = means.get(Math.min(c, means.size() - 1));
      double deviation = deviations.get(Math.min(c, deviations.size() - 1));
      if (!(deviation > 0)) {
        throw new IllegalArgumentException("a deviation is more than 0, given " + plain(deviation));
      }
      channels.add(new Channel(rounded(mean * scale), rounded(deviation * scale)));
    }
    return ofChannels(channels);
  }

  private static List<Double> numbers(String list) {
    try {
      return Stream.of(list.split(",", -1)).map(Double::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a list of numbers: '" + list + "'", e);
    }
  }

  /// Without the dust of a product: 0.229 * 255 is 58.395.
  private static double rounded(double product) {
    double billion = 1e9;
    return Math.abs(product) < 1e6 ? Math.rint(product * billion) / billion : product;
  }

  private static IllegalArgumentException notThese(String words) {
    return new IllegalArgumentException("not a known scaling: '" + words + "'");
  }

  /// A copy for data in which other integers stood for 0 and 255.
  public Normalization withLevels(Levels those) {
    return new Normalization(center, span, channels, Optional.of(those));
  }

  /// A copy with the levels of another one.
  public Normalization withLevelsOf(Normalization other) {
    return new Normalization(center, span, channels, other.levels);
  }

  /// Whether both map the values 0 to 255 alike.
  public boolean mapsLike(Normalization other) {
    return withLevelsOf(other).equals(other);
  }

  /// Whether there are as many channels as this has, or it is the same for all.
  public boolean fits(ImageShape shape) {
    return channels.isEmpty() || channels.size() == shape.channels();
  }

  /// The input for a pixel's value, of the first channel if they differ.
  public float apply(double value) {
    return (float) ((value - center) / span);
  }

  /// The input for a pixel's value in a channel.
  public float apply(double value, int channel) {
    return channels.isEmpty() ? apply(value) : channels.get(channel).apply(value);
  }

  /// The value from 0 to 255 that an input in a channel stands for.
  public double value(float input, int channel) {
    Channel its = channels.isEmpty() ? new Channel(center, span) : channels.get(channel);
    return input * its.span + its.center;
  }

  /// The input for an integer of the data that it was made for.
  public float ofRaw(double raw) {
    return apply(levels.isEmpty() ? raw : levels.get().value(raw));
  }

  /// The range of inputs.
  PixelRange inputs() {
    PixelRange range = PixelRange.NONE;
    for (int c = 0; c < Math.max(1, channels.size()); c++) {
      float black = apply(0, c);
      float white = apply(VALUES - 1, c);
      range = range.and(new PixelRange(Math.min(black, white), Math.max(black, white)));
    }
    return range;
  }

  /// Whether floats may have been made of pixels in this way: if some are negative, and all are
  /// inputs.
  public boolean mayHaveMade(PixelRange floats) {
    PixelRange inputs = inputs();
    return floats.least() < 0
        && floats.least() >= inputs.least()
        && floats.greatest() <= inputs.greatest();
  }

  /// The inputs for the values 0 to 255, of one channel after the other if they differ.
  public float[] table() {
    float[] table = new float[VALUES * Math.max(1, channels.size())];
    for (int i = 0; i < table.length; i++) {
      table[i] = apply(i % VALUES, Math.floorDiv(i, VALUES));
    }
    return table;
  }

  /// Looks up bytes of whole pixels in a [#table].
  public static void lookUp(
      float[] table, byte[] from, int fromAt, int count, float[] into, int at) {
    if (table.length == VALUES) {
      for (int i = 0; i < count; i++) {
        into[at + i] = table[from[fromAt + i] & 0xff];
      }
      return;
    }
    int channel = 0;
    for (int i = 0; i < count; i++) {
      into[at + i] = table[channel + (from[fromAt + i] & 0xff)];
      channel = channel + VALUES == table.length ? 0 : channel + VALUES;
    }
  }

  /// `(value - 127.5) / 255`, or `(value - [124, 116, 104]) / [58, 57, 57.5]`.
  @Override
  public String toString() {
    return channels.isEmpty()
        ? "(value - %s) / %s".formatted(plain(center), plain(span))
        : "(value - %s) / %s".formatted(list(Channel::center), list(Channel::span));
  }

  private String list(ToDoubleFunction<Channel> number) {
    return channels.stream()
        .map(channel -> plain(number.applyAsDouble(channel)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
