package dev.kern.jpeg;

import java.util.ArrayList;
import java.util.List;

/// What a file says of its image before the data come.
///
/// A unit is what an interleaved scan repeats: some blocks of each component.
///
/// @param mostAcross the blocks in a unit of the component that has most, sideways
/// @param mostDown the same, downwards
record Frame(
    boolean progressive,
    int height,
    int width,
    List<Component> components,
    int mostAcross,
    int mostDown) {
  private static final int MOST_FACTOR = 4;

  /// Reads the segment behind a start-of-frame marker.
  static Frame read(ByteReader segment, boolean progressive) throws JpegException {
    int precision = segment.next();
    if (precision != 8) {
      throw segment.broken(precision + " bits per sample, and only 8 can be read");
    }
    int height = segment.nextShort();
    int width = segment.nextShort();
    if (height == 0 || width == 0) {
      throw segment.broken("it is " + height + " x " + width + " pixels");
    }
    int count = segment.next();
    if (count != 1 && count != 3 && count != 4) {
      throw segment.broken(count + " components, and only 1, 3 or 4 can be read");
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
      throw segment.broken("component " + id + " has sampling " + across + " x " + down);
    }
    return new Component(id, across, down, quantizer);
  }

  private void check(ByteReader segment) throws JpegException {
    if (components.stream().map(component -> component.id).distinct().count() < components.size()) {
      throw segment.broken("two components of one name");
    }
    for (Component component : components) {
      if (mostAcross % component.across != 0 || mostDown % component.down != 0) {
        throw segment.broken("samples that are fractions of others apart, which can't be read");
      }
    }
  }

  int unitsWide() {
    return Math.ceilDiv(width, Component.SIDE * mostAcross);
  }

  int unitsHigh() {
    return Math.ceilDiv(height, Component.SIDE * mostDown);
  }

  /// The fewest bytes that a file of this frame can have: a block takes a code in a progressive
  /// file, and two in others, each of a bit at least.
  long fewestBytes() {
    long blocks = 0;
    for (Component component : components) {
      blocks += (long) component.blocksWide() * component.blocksHigh();
    }
    return blocks / (progressive ? 8 : 4);
  }
}
