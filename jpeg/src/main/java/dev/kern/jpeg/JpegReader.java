package dev.kern.jpeg;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads JPEG files: baseline, extended and progressive, 8 bits, with Huffman codes.
///
/// ```java
/// JpegReader reader = JpegReader.open(Files.readAllBytes(path));
/// JpegImage image = reader.read(50_000_000); // reader.height() and width() are known already
/// ```
///
/// The header is read first, so that the size can be checked before memory is allocated. A
/// progressive image can have many scans: their number is limited and each must add new data, so
/// the work is bounded by the size of the image.
public final class JpegReader {
  /// The most pixels that an image may have, whatever the caller allows, to stay within the limits
  /// of Java arrays.
  public static final long MOST_PIXELS = 1 << 29;

  private static final int MOST_SCANS = 100;
  private static final int MARKER = 0xff;
  private static final int END = 0xd9;

  private final ByteReader bytes;
  private final DecoderTables tables = new DecoderTables();
  private final InverseTransform transform = new InverseTransform();
  private @Nullable Frame frame;
  private boolean jfif;
  private int adobe = -1;
  private int scans;
  private int unread; // bytes of the last scan that its blocks didn't need
  private @Nullable Orientation orientation;
  private @Nullable String remark;

  private JpegReader(ByteReader bytes) {
    this.bytes = bytes;
  }

  /// Reads the header.
  ///
  /// @param content the whole file, which must not change while it is read
  /// @throws JpegException if the header is damaged, or the kind of JPEG isn't supported
  public static JpegReader open(byte[] content) throws JpegException {
    JpegReader reader = new JpegReader(new ByteReader(content));
    if (reader.bytes.nextShort() != ((MARKER << 8) | 0xd8)) {
      throw reader.bytes.broken("not a JPEG file");
    }
    while (reader.frame == null) {
      if (!reader.readSegment()) {
        throw reader.bytes.broken("the file contains no image");
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

  /// How the image is turned to be seen: [#height], [#width] and what is read are as it is stored.
  public Orientation orientation() {
    return orientation == null ? Orientation.UPRIGHT : orientation;
  }

  /// What is odd about the end of the file, though no pixel depends on it: a missing end marker, or
  /// bytes before it. Empty until the image is read.
  public Optional<String> remark() {
    return Optional.ofNullable(remark);
  }

  /// The channels: 1 (brightness) or 3 (red, green, blue).
  public int channels() {
    return frame().components().size() == 1 ? 1 : 3;
  }

  /// Whether the file is progressive: its coefficients stay in memory until all scans are read.
  public boolean isProgressive() {
    return frame().progressive();
  }

  /// The largest fraction to decode the image at, `1 / mostShrink`: an eighth, or the whole image
  /// if a colour has a third of its samples, which don't fit into halves.
  public int mostShrink() {
    return frame().hasThirds() ? 1 : Component.SIDE;
  }

  /// Decodes the image. Call it only once.
  ///
  /// It needs up to 16 bytes of memory per pixel for a progressive image, else up to 7; the size is
  /// checked before anything is allocated.
  ///
  /// @param mostPixels the most pixels to allow, height times width; at most [#MOST_PIXELS]
  /// @throws JpegException if the image has more pixels, or anything in the file is damaged
  public JpegImage read(long mostPixels) throws JpegException {
    return read(mostPixels, 1);
  }

  /// Decodes the image at a fraction of its size, which is several times faster. Call it only once.
  ///
  /// A pixel of the result is the mean of a square of `shrink * shrink` pixels. It is computed from
  /// the coefficients, so it differs from the mean of decoded pixels by what these lose when they
  /// are rounded, kept within 0 to 255, and mixed from halved colours. At the right and lower edges
  /// a square may reach into what the encoder has filled the last blocks up with.
  ///
  /// The memory is that of [#read(long)] divided by `shrink * shrink`, and for a progressive image
  /// 6 bytes for each pixel of the whole.
  ///
  /// @param mostPixels the most pixels of the whole image to allow; at most [#MOST_PIXELS]
  /// @param shrink 1, 2, 4 or 8, at most [#mostShrink]; the result has `ceil(height / shrink)`
  ///   rows, and columns likewise
  /// @throws JpegException if the image has more pixels, or anything in the file is damaged
  public JpegImage read(long mostPixels, int shrink) throws JpegException {
    if (shrink < 1 || shrink > mostShrink() || Integer.bitCount(shrink) != 1) {
      throw new IllegalArgumentException(
          "shrink is 1, 2, 4 or 8, and at most %d for this file, given %d"
              .formatted(mostShrink(), shrink));
    }
    Frame frame = frame();
    long most = Math.min(mostPixels, MOST_PIXELS);
    if ((long) frame.height() * frame.width() > most) {
      throw JpegException.tooLarge(frame, most);
    } else if (frame.fewestBytes() > bytes.content().length) {
      throw JpegException.tooShort(bytes.content().length, frame);
    }
    List<Component> components = frame.components();
    components.forEach(component -> component.allocate(frame, shrink));
    while (!frame.isWhole() && readSegment()) {
      // Scans fill the components.
    }
    if (frame.isWhole()) {
      readRest();
    }
    for (Component component : components) {
      if (!component.wasSent()) {
        throw bytes.broken("the file ends before the data of component " + component.id);
      }
      if (frame.progressive()) {
        component.transform(transform);
      }
    }
    int height = Math.ceilDiv(height(), shrink);
    int width = Math.ceilDiv(width(), shrink);
    return new JpegImage(width, height, channels(), colours(frame, height, width));
  }

  private byte[] colours(Frame frame, int height, int width) {
    ColourModel model = ColourModel.of(frame, jfif, adobe);
    int line = width * channels();
    byte[] values = new byte[height * line];
    List<Component> components = frame.components();
    byte[][] planes = new byte[components.size()][width + 3]; // the last sample may serve 4
    int[] sums = new int[width];
    for (int i = 0; i < height; i++) {
      for (int c = 0; c < planes.length; c++) {
        Component component = components.get(c);
        Upsampling.of(component).row(component, i, planes[c], sums);
      }
      model.row(planes, width, values, i * line);
    }
    return values;
  }

  /// Reads the next marker and its segment; returns whether more may follow.
  private boolean readSegment() throws JpegException {
    if (bytes.next() != MARKER) {
      throw bytes.broken("a marker is missing");
    }
    int code = bytes.next();
    while (code == MARKER) { // fill bytes
      code = bytes.next();
    }
    switch (code) {
      case 0xc0, 0xc1, 0xc2 -> readFrame(code == 0xc2);
      case 0xc4 -> tables.readHuffman(bytes.segment());
      case END -> {
        return false;
      }
      case 0xda -> readScan();
      case 0xdb -> tables.readQuantizers(bytes.segment());
      case 0xdd -> tables.readInterval(bytes.segment());
      case 0xe0 -> jfif |= bytes.segment().skips("JFIF\0");
      case 0xe1 -> readExif(bytes.segment());
      case 0xee -> readAdobe(bytes.segment());
      default -> skip(code);
    }
    return true;
  }

  /// Looks for the end marker behind the last block. Whatever stands before it can't change a
  /// pixel.
  private void readRest() {
    int end = bytes.at();
    int extra = unread;
    while (!bytes.isAt(end, MARKER, END)) {
      if (end >= bytes.content().length) {
        remark = "no end marker";
        return;
      }
      int segment = bytes.segmentOfOthers(end);
      extra += segment > 0 || bytes.isAt(end, MARKER) ? 0 : 1; // there may be any number of ff
      end += Math.max(1, segment);
    }
    if (extra > BitReader.HARMLESS) {
      remark = "%s extra bytes before the end marker".formatted(JpegException.count(extra));
    }
  }

  private void readFrame(boolean progressive) throws JpegException {
    if (frame != null) {
      throw bytes.broken("a second frame");
    }
    frame = Frame.read(bytes.segment(), progressive);
  }

  private void readScan() throws JpegException {
    if (frame == null) {
      throw bytes.broken("a scan before its frame");
    } else if (++scans > MOST_SCANS) {
      throw bytes.broken("more than " + MOST_SCANS + " scans");
    }
    unread = Scan.read(bytes, frame, tables, transform).run();
  }

  /// Reads the colour transform from Adobe's marker.
  private void readAdobe(ByteReader segment) throws JpegException {
    if (segment.skips("Adobe") && segment.left() >= 7) {
      segment.seek(segment.at() + 6); // version and flags
      adobe = segment.next();
    }
  }

  /// Reads the orientation, which must be known before the image is.
  private void readExif(ByteReader segment) {
    if (orientation == null && frame == null && segment.skips("Exif\0\0")) {
      int from = segment.at();
      orientation = Orientation.ofExif(segment.content(), from, from + segment.left());
    }
  }

  private void skip(int code) throws JpegException {
    if ((code >= 0xe0 && code <= 0xef) || code == 0xfe || code == 0xdc || code == 0xcc) {
      bytes.segment(); // of other programs, comments, what the frame has said
    } else if (code >= 0xc3 && code <= 0xcf) {
      throw JpegException.unsupported(
          code >= 0xc9 ? "arithmetic coding" : "lossless or hierarchical");
    } else if (code != 0x01) {
      throw bytes.broken("unexpected marker %02x".formatted(code));
    }
  }
}
