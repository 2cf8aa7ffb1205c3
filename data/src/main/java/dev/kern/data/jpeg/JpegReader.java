package dev.kern.data.jpeg;

import static java.util.Objects.requireNonNull;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.Room;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the picture of a JPEG file.
///
/// The header is read first, so that the extents can be looked at before memory is spent on them. A
/// progressive picture may come in many scans: they are counted, and each brings something new, so
/// the work is bounded by the picture's size.
public final class JpegReader {
  private static final int MOST_SCANS = 100;
  private static final int MARKER = 0xff;

  private final Bytes bytes;
  private final Tables tables = new Tables();
  private final InverseTransform transform = new InverseTransform();
  private @Nullable Frame frame;
  private boolean jfif;
  private int adobe = -1;
  private int scans;

  private JpegReader(Bytes bytes) {
    this.bytes = bytes;
  }

  /// Reads the header.
  ///
  /// Fails with `DataException` if it is broken, or of a kind that can't be read.
  ///
  /// @param name for messages
  public static JpegReader open(String name, byte[] content) {
    JpegReader reader = new JpegReader(new Bytes(name, content));
    if (reader.bytes.nextShort() != ((MARKER << 8) | 0xd8)) {
      throw reader.bytes.broken("it doesn't begin as a JPEG file does");
    }
    while (reader.frame == null) {
      if (!reader.readSegment()) {
        throw reader.bytes.broken("no picture in the file");
      }
    }
    return reader;
  }

  private Frame frame() {
    return requireNonNull(frame);
  }

  /// Rows.
  public int height() {
    return frame().height();
  }

  /// Columns.
  public int width() {
    return frame().width();
  }

  /// The channels: 1 (brightness) or 3 (red, green, blue).
  public int channels() {
    return frame().components().size() == 1 ? 1 : 3;
  }

  /// Reads the values 0 to 255, `[height, width, channels]`; once.
  ///
  /// Fails with `DataException` if anything is broken.
  public byte[] read() {
    Frame frame = frame();
    if (frame.fewestBytes() > bytes.content().length) {
      throw Problem.at(bytes.name(), "the file is too short for its picture")
          .given(Problem.count(bytes.content().length) + " bytes")
          .expected(
              "at least %s for %s x %s pixels"
                  .formatted(
                      Problem.count(frame.fewestBytes()),
                      Problem.count(frame.height()),
                      Problem.count(frame.width())))
          .mend("download, copy or save it again");
    }
    List<Component> components = frame.components();
    components.forEach(component -> component.allocate(frame, bytes.name()));
    while (readSegment()) {
      // Scans fill the components.
    }
    for (Component component : components) {
      if (!component.wasSent()) {
        throw bytes.broken("the file ends before the data of component " + component.id);
      }
      if (frame.progressive()) {
        component.transform(transform);
      }
    }
    return colours(frame);
  }

  private byte[] colours(Frame frame) {
    ColourModel model = ColourModel.of(frame, jfif, adobe);
    int width = frame.width();
    int line = width * channels();
    byte[] values = Room.bytes(bytes.name(), (long) frame.height() * line);
    List<Component> components = frame.components();
    byte[][] planes = new byte[components.size()][width + 3]; // the last sample may serve 4
    int[] sums = new int[width];
    for (int i = 0; i < frame.height(); i++) {
      for (int c = 0; c < planes.length; c++) {
        Component component = components.get(c);
        int across = frame.mostAcross() / component.across;
        int down = frame.mostDown() / component.down;
        Upsampling.of(component, across, down).row(component, across, down, i, planes[c], sums);
      }
      model.row(planes, width, values, i * line);
    }
    return values;
  }

  /// Reads up to the next marker and what belongs to it; tells whether more may follow.
  private boolean readSegment() {
    if (bytes.next() != MARKER) {
      throw bytes.broken("bytes where a marker must be");
    }
    int code = bytes.next();
    while (code == MARKER) { // fill bytes
      code = bytes.next();
    }
    switch (code) {
      case 0xc0, 0xc1, 0xc2 -> readFrame(code == 0xc2);
      case 0xc4 -> tables.readHuffman(bytes.segment());
      case 0xd9 -> {
        return false;
      }
      case 0xda -> readScan();
      case 0xdb -> tables.readQuantizers(bytes.segment());
      case 0xdd -> tables.readInterval(bytes.segment());
      case 0xe0 -> jfif |= bytes.segment().skips("JFIF\0");
      case 0xee -> readAdobe(bytes.segment());
      default -> skip(code);
    }
    return true;
  }

  private void readFrame(boolean progressive) {
    if (frame != null) {
      throw bytes.broken("a second frame");
    }
    frame = Frame.read(bytes.segment(), progressive);
  }

  private void readScan() {
    if (frame == null) {
      throw bytes.broken("a scan before its frame");
    } else if (++scans > MOST_SCANS) {
      throw bytes.broken("more than " + MOST_SCANS + " scans");
    }
    Scan.read(bytes, frame, tables, transform).run();
  }

  /// Reads how Adobe's programs say that colours are stored.
  private void readAdobe(Bytes segment) {
    if (segment.skips("Adobe") && segment.left() >= 7) {
      segment.seek(segment.at() + 6); // version and flags
      adobe = segment.next();
    }
  }

  private void skip(int code) {
    if ((code >= 0xe0 && code <= 0xef) || code == 0xfe || code == 0xdc || code == 0xcc) {
      bytes.segment(); // of other programs, comments, what the frame has said
    } else if (code >= 0xc3 && code <= 0xcf) {
      throw unreadable(code >= 0xc9 ? "by arithmetic coding" : "losslessly or in a hierarchy");
    } else if (code != 0x01) {
      throw bytes.broken("a marker %02x where none can be".formatted(code));
    }
  }

  private DataException unreadable(String how) {
    return Problem.at(bytes.name(), "a JPEG picture that was compressed " + how)
        .expected("baseline or progressive JPEG with Huffman codes")
        .mend("save it again as baseline JPEG, or as PNG");
  }
}
