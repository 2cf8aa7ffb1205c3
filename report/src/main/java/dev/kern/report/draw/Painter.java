package dev.kern.report.draw;

import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Dot;
import dev.kern.report.draw.Mark.Image;
import dev.kern.report.draw.Mark.Label;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/// A drawing as pixels, dark on white.
public final class Painter {
  /// For papers: 440 points then fill a column of 3.5 inches at 377 dots per inch.
  public static final int PAPER = 3;

  /// For screens, where an image's pixels are to be seen as they are.
  public static final int SCREEN = 1;

  private final Graphics2D out;

  private Painter(Graphics2D out) {
    this.out = out;
  }

  /// The pixels of a drawing.
  ///
  /// @param scale pixels per point
  public static Raster paint(Drawing drawing, int scale) {
    int width = (int) Math.ceil(drawing.width() * scale);
    int height = (int) Math.ceil(drawing.height() * scale);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
      graphics.scale(scale, scale);
      Painter painter = new Painter(graphics);
      drawing.marks().forEach(painter::paint);
    } finally {
      graphics.dispose();
    }
    return new Raster(width, height, image.getRGB(0, 0, width, height, null, 0, width));
  }

  private void paint(Mark mark) {
    switch (mark) {
      case Curve curve -> {
        out.setColor(curve.ink().onPaper());
        out.setStroke(
            new BasicStroke((float) curve.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        out.draw(path(curve));
      }
      case Dot dot -> {
        out.setColor(dot.ink().onPaper());
        double size = 2 * dot.radius();
        double left = dot.at().x() - dot.radius();
        out.fill(new Ellipse2D.Double(left, dot.at().y() - dot.radius(), size, size));
      }
      case Box box -> {
        out.setColor(diluted(box.ink().onPaper(), box.strength()));
        out.fill(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
      }
      case Image image -> place(image);
      case Label label -> write(label);
    }
  }

  private void place(Image image) {
    Raster raster = image.raster();
    BufferedImage pixels =
        new BufferedImage(raster.width(), raster.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < raster.height(); row++) {
      for (int column = 0; column < raster.width(); column++) {
        pixels.setRGB(column, row, raster.at(row, column));
      }
    }
    AffineTransform whole = out.getTransform();
    out.translate(image.x(), image.y());
    out.scale(image.width() / raster.width(), image.height() / raster.height());
    out.drawImage(pixels, 0, 0, null);
    out.setTransform(whole);
  }

  private static Path2D path(Curve curve) {
    Path2D path = new Path2D.Double();
    path.moveTo(curve.points().getFirst().x(), curve.points().getFirst().y());
    curve.points().stream().skip(1).forEach(point -> path.lineTo(point.x(), point.y()));
    return path;
  }

  /// The ink on white paper.
  private static Color diluted(Color ink, double strength) {
    return new Color(
        diluted(ink.getRed(), strength),
        diluted(ink.getGreen(), strength),
        diluted(ink.getBlue(), strength));
  }

  private static int diluted(int channel, double strength) {
    return (int) Math.round(255 + strength * (channel - 255));
  }

  private void write(Label label) {
    out.setColor(label.ink().onPaper());
    out.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) label.size()));
    double length = out.getFontMetrics().getStringBounds(label.text(), out).getWidth();
    double before =
        switch (label.align()) {
          case START -> 0;
          case MIDDLE -> length / 2;
          case END -> length;
        };
    AffineTransform whole = out.getTransform();
    out.translate(label.at().x(), label.at().y());
    if (label.turned()) {
      out.rotate(-Math.PI / 2);
    }
    out.drawString(label.text(), (float) -before, 0f);
    out.setTransform(whole);
  }
}
