package dev.kern.glyph;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.FlatteningPathIterator;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;

/// Warps an outline in a [Style], and scales the result to a square.
final class Bend {
  private static final double FLATNESS = 0.004;
  private static final int MOST_HALVINGS = 6;

  private Bend() {}

  /// The outline, bent, its larger side `side` long, centred in a square of `canvas`.
  static Path2D of(Shape outline, Style style, double side, double canvas) {
    Path2D bent = bend(unit(outline, 1, 0), style);
    return unit(bent, side, canvas / 2);
  }

  /// Scaled evenly to `side` along its larger side, its middle at `center`.
  private static Path2D unit(Shape shape, double side, double center) {
    Rectangle2D box = shape.getBounds2D();
    double scale = side / Math.max(box.getWidth(), box.getHeight());
    AffineTransform move = AffineTransform.getTranslateInstance(center, center);
    move.scale(scale, scale);
    move.translate(-box.getCenterX(), -box.getCenterY());
    return new Path2D.Double(shape, move);
  }

  private static Path2D bend(Path2D shape, Style style) {
    double cos = StrictMath.cos(style.rotation());
    double sin = StrictMath.sin(style.rotation());
    Path2D bent = new Path2D.Double(PathIterator.WIND_NON_ZERO);
    double[] point = new double[6];
    for (PathIterator path = flat(shape); !path.isDone(); path.next()) {
      int kind = path.currentSegment(point);
      if (kind == PathIterator.SEG_CLOSE) {
        bent.closePath();
        continue;
      }
      double y = point[1];
      double swing = style.wave() * StrictMath.sin(Math.TAU * style.waves() * (y + 0.5));
      double x = point[0] * (1 + 2 * style.taper() * y) - style.shear() * y + swing;
      if (kind == PathIterator.SEG_MOVETO) {
        bent.moveTo(cos * x - sin * y, sin * x + cos * y);
      } else {
        bent.lineTo(cos * x - sin * y, sin * x + cos * y);
      }
    }
    return bent;
  }

  private static PathIterator flat(Path2D shape) {
    return new FlatteningPathIterator(shape.getPathIterator(null), FLATNESS, MOST_HALVINGS);
  }
}
