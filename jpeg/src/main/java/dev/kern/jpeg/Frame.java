package dev.kern.jpeg;

import java.util.ArrayList;
import java.util.List;

/// The header of an image: its size and components.
///
/// A unit is what an interleaved scan repeats: some blocks of each component.
///
/// @param mostAcross the largest number of blocks that a component has in a unit, horizontally
/// @param mostDown the same, vertically
record Frame(
    boolean progressive,
    int height,
    int width,
    List<Component> components,
    int mostAcross,
    int mostDown) {
  private static final int MOST_FACTOR = 4;

  /// Reads a start-of-frame segment (SOF).
  static Frame read(ByteReader segment, boolean progressive) throws JpegException {
    int precision = segment.next();
    if (precision != 8) {
      throw segment.broken(precision + " bits per sample, only 8 are supported");
    }
    int height = segment.nextShort();
    int width = segment.nextShort();
    if (height == 0 || width == 0) {
      throw segment.broken("invalid image size " + height + " x " + width);
    }
    int count = segment.next();
    if (count != 1 && count != 3 && count != 4) {
      throw segment.broken(count + " components, only 1, 3 or 4 are supported");
    }
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      components.add(component(segment));
    }
    int mostAcross = components.stream().mapToInt(c -> c.across).max().orElseThrow();
    int mostDown = components.stream().mapToInt(c -> c.down).max().orElseThrow();
    Frame frame =
        new Frame(progressive, height, width, List.copyOf(components), mostAcross, mostDown);
    frame.check(segment);
    components.forEach(component -> component.place(frame));
    return frame;
  }

  private static Component component(ByteReader segment) throws JpegException {
    int id = segment.next();
    int factors = segment.next();
    int across = factors >>> 4;
    int down = factors & 15;
    int quantizer = segment.next();
    if (across < 1 || across > MOST_FACTOR || down < 1 || down > MOST_FACTOR || quantizer > 3) {
      throw segment.broken(
          "component %d has sampling %d x %d and quantization table %d, up to 4 x 4 and 3 are allowed"
              .formatted(id, across, down, quantizer));
    }
    return new Component(id, across, down, quantizer);
  }

  private void check(ByteReader segment) throws JpegException {
    if (components.stream().map(component -> component.id).distinct().count() < components.size()) {
      throw segment.broken("two components have the same identifier");
    }
    for (Component component : components) {
      if (mostAcross % component.across != 0 || mostDown % component.down != 0) {
        throw segment.broken("fractional sampling ratios, which aren't supported");
      }
    }
  }

  /// Whether a component has a third of the samples of another one along a side.
  boolean hasThirds() {
    return components.stream()
        .anyMatch(
            component -> mostAcross / component.across == 3 || mostDown / component.down == 3);
  }

  /// Whether scans have sent every bit of every coefficient, the one being read among them.
  boolean isWhole() {
    return components.stream().allMatch(Component::isWhole);
  }

  int unitsWide() {
    return Math.ceilDiv(width, Component.SIDE * mostAcross);
  }

  int unitsHigh() {
    return Math.ceilDiv(height, Component.SIDE * mostDown);
  }

  /// The fewest bytes that a file with this frame can have: a block takes one code in a progressive
  /// file and two in others, each of at least a bit.
  long fewestBytes() {
    long blocks = 0;
    for (Component component : components) {
      blocks += (long) component.blocksWide() * component.blocksHigh();
    }
    return blocks / (progressive ? 8 : 4);
  }
}
