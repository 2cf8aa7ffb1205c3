package dev.kern.glyph;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.Random;

/// Paints a letter, light on dark, on a large canvas.
final class GlyphPainter {
  /// Rows and columns of the canvas.
  static final int CANVAS = 160;

  private static final double LETTER = 112;
  private static final double LETTER_ON_BOARD = 84;
  private static final double BOARD = 132;

  private final BufferedImage image =
      new BufferedImage(CANVAS, CANVAS, BufferedImage.TYPE_BYTE_GRAY);
  private final byte[] pixels = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  private final Graphics2D brush = image.createGraphics();

  GlyphPainter() {
    brush.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    brush.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /// Paints; the canvas, `[CANVAS, CANVAS]`, is the painter's own until the next call.
  byte[] paint(Shape outline, Style style, Random random) {
    Arrays.fill(pixels, (byte) 0);
    double side = style.finish() == Style.Finish.BOARD ? LETTER_ON_BOARD : LETTER;
    Path2D letter = Bend.of(outline, style, side, CANVAS);
    double weight = style.weight() * side;
    double amount = style.amount();
    switch (style.finish()) {
      case SOLID -> fill(letter, weight, Color.WHITE);
      case CONTOUR -> line(letter, 2 + 6 * amount, Color.WHITE);
      case SHADOW -> shadow(letter, amount, random);
      case STRIPES -> {
        fill(letter, weight, Color.WHITE);
        stripes(amount, random);
      }
      case BOARD -> {
        board(amount);
        fill(letter, weight, Color.BLACK);
      }
      case WORN -> {
        fill(letter, weight, Color.WHITE);
        blots((int) (10 + 40 * amount), random);
      }
      case DOTS -> {
        fill(letter, weight, Color.WHITE);
        dots(7 + (int) (9 * amount));
      }
    }
    return pixels;
  }

  private void fill(Path2D letter, double weight, Color color) {
    brush.setColor(color);
    brush.fill(letter);
    if (weight != 0) {
      Color other = color.equals(Color.WHITE) ? Color.BLACK : Color.WHITE;
      line(letter, Math.abs(weight), weight > 0 ? color : other);
    }
  }

  private void line(Shape shape, double width, Color color) {
    brush.setColor(color);
    brush.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    brush.draw(shape);
  }

  private void shadow(Path2D letter, double amount, Random random) {
    int depth = 5 + (int) (9 * amount);
    double across = random.nextBoolean() ? 1 : -1;
    for (int i = depth; i > 0; i--) {
      brush.setColor(Color.WHITE);
      brush.fill(
          letter.createTransformedShape(AffineTransform.getTranslateInstance(i * across, i)));
    }
    brush.setColor(Color.BLACK);
    brush.fill(letter);
    line(letter, 3, random.nextBoolean() ? Color.BLACK : Color.WHITE);
    if (random.nextBoolean()) {
      brush.setColor(Color.WHITE);
      brush.fill(letter);
      line(letter, 3, Color.BLACK);
    }
  }

  private void stripes(double amount, Random random) {
    double period = 8 + 16 * amount;
    double slope = random.nextInt(3) - 1;
    for (double y = -CANVAS; y < 2 * CANVAS; y += period) {
      line(new Line2D.Double(0, y, CANVAS, y + slope * CANVAS), period * 0.35, Color.BLACK);
    }
  }

  private void board(double amount) {
    double at = (CANVAS - BOARD) / 2;
    brush.setColor(Color.WHITE);
    brush.fill(
        amount < 0.5
            ? new Rectangle2D.Double(at, at, BOARD, BOARD)
            : new Ellipse2D.Double(at, at, BOARD, BOARD));
  }

  private void blots(int count, Random random) {
    for (int i = 0; i < count; i++) {
      double width = 2 + 9 * random.nextDouble();
      double height = 2 + 9 * random.nextDouble();
      double x = CANVAS * (0.1 + 0.8 * random.nextDouble());
      double y = CANVAS * (0.1 + 0.8 * random.nextDouble());
      brush.setColor(Color.BLACK);
      brush.fill(new Ellipse2D.Double(x, y, width, height));
    }
  }

  /// Replaces each cell of a grid by a square as light as its middle is.
  private void dots(int across) {
    double cell = LETTER / across;
    int first = (int) ((CANVAS - LETTER) / 2 - 2 * cell);
    byte[] sharp = pixels.clone();
    Arrays.fill(pixels, (byte) 0);
    brush.setColor(Color.WHITE);
    for (double y = first; y < CANVAS - cell; y += cell) {
      for (double x = first; x < CANVAS - cell; x += cell) {
        int row = (int) (y + cell / 2);
        int column = (int) (x + cell / 2);
        if (sharp[row * CANVAS + column] < 0) { // 128 or more
          brush.fill(new Rectangle2D.Double(x, y, cell * 0.98, cell * 0.98));
        }
      }
    }
  }
}
