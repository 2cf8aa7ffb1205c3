package dev.kern.report.graph;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Variable;
import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Mark;
import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Mark.Point;
import dev.kern.report.draw.Svg;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// A graph as a drawing: a box per node, the forward pass running down in blue, the backward pass
/// beside it running up in orange, the weights between them, the updates at the right.
public final class GraphDrawing {
  private static final double MARGIN = 20;
  private static final double TOP = 72;
  private static final double PITCH = 84;
  private static final double HEIGHT = 54;
  private static final double GAP = 22;
  private static final double BETWEEN = 56;
  private static final double LINE = 14;
  private static final double SMALL = 10;
  private static final double HEAD = 4;
  private static final double CORNER = 12; // from a box's corner to a line that leaves it below
  private static final double LEAVING = 10; // from a row down to lines that leave it
  private static final double ARRIVING = 20;
  private static final int SEGMENTS = 10;
  private static final double STRONG = 1.4;

  /// The width of a letter by its height, on average.
  private static final double LETTER = 0.56;

  /// Letters of the longest line in a box.
  private static final int MOST_LETTERS = 34;

  private final Flow flow;
  private final Map<Part, Column> columns = new EnumMap<>(Part.class);
  private final Map<Part, Double> middles = new EnumMap<>(Part.class);
  private final Map<Part, Double> boxes = new EnumMap<>(Part.class);
  private final Map<Node, Column.Cell> cells = new HashMap<>();
  private final List<Mark> marks = new ArrayList<>();

  private GraphDrawing(Graph graph) {
    flow = new Flow(graph);
  }

  /// The content of an SVG file.
  ///
  /// @param title what the graph is, for those who can't see it
  public static String svg(String title, Graph graph) {
    return Svg.file(of(title, graph));
  }

  /// The drawing.
  static Drawing of(String title, Graph graph) {
    return new GraphDrawing(graph).draw(title);
  }

  private Drawing draw(String title) {
    for (Part part : Part.values()) {
      double widest =
          flow.nodes().stream()
              .filter(node -> flow.part(node) == part)
              .mapToDouble(GraphDrawing::width)
              .max()
              .orElse(0);
      boxes.put(part, widest);
      columns.put(part, new Column(widest + GAP));
    }
    flow.nodes().forEach(node -> cells.put(node, column(node).box(flow.row(node))));
    List<Tie> ties = ties();
    columns.values().forEach(Column::arrange);
    double right = placeColumns();
    ties.forEach(this::draw);
    flow.nodes().forEach(this::draw);
    legend();
    int last = flow.nodes().stream().mapToInt(flow::row).max().orElse(0);
    double bottom = TOP + last * PITCH + HEIGHT + MARGIN;
    return new Drawing(title, Math.max(right, legendWidth()), bottom, marks);
  }

  private Column column(Node node) {
    return column(flow.part(node));
  }

  private Column.Cell cell(Node node) {
    return Objects.requireNonNull(cells.get(node));
  }

  /// Gives each column its place; returns the drawing's width.
  private double placeColumns() {
    double at = MARGIN;
    for (Part part : Part.values()) {
      double wide = column(part).width();
      middles.put(part, at + wide / 2);
      at += wide == 0 ? 0 : wide + BETWEEN;
    }
    return at - BETWEEN + MARGIN;
  }

  /// A line from one box to another.
  ///
  /// @param through the places that it passes on its way
  private record Tie(Node from, Node to, List<Column.Cell> through) {}

  private List<Tie> ties() {
    List<Tie> ties = new ArrayList<>();
    for (Node to : flow.nodes()) {
      for (Node from : flow.inputs(to)) {
        boolean within = flow.part(from) == flow.part(to);
        ties.add(new Tie(from, to, within ? column(to).tie(cell(from), cell(to)) : List.of()));
      }
    }
    return ties;
  }

  private double x(Node node) {
    return x(flow.part(node), cell(node));
  }

  private double x(Part part, Column.Cell cell) {
    return Objects.requireNonNull(middles.get(part)) + cell.x();
  }

  private static double y(int row) {
    return TOP + row * PITCH;
  }

  private double half(Node node) {
    return Objects.requireNonNull(boxes.get(flow.part(node))) / 2;
  }

  private void draw(Tie tie) {
    Part to = flow.part(tie.to);
    if (flow.part(tie.from) == to) {
      upOrDown(tie, to);
    } else if (to == Part.UPDATE) {
      across(tie, to.ink(), STRONG);
    } else {
      across(tie, Ink.FAINT, 0.8);
    }
  }

  /// Within a column: out of one side of a row and in at the other.
  private void upOrDown(Tie tie, Part part) {
    boolean down = flow.row(tie.to) >= flow.row(tie.from);
    double near = down ? HEIGHT : 0;
    double far = HEIGHT - near;
    List<Point> points = new ArrayList<>();
    points.add(new Point(x(tie.from), y(flow.row(tie.from)) + near));
    for (Column.Cell bend : tie.through) {
      points.add(new Point(x(part, bend), y(bend.row()) + far));
      points.add(new Point(x(part, bend), y(bend.row()) + near));
    }
    Point end = new Point(x(tie.to), y(flow.row(tie.to)) + far);
    points.add(end);
    List<Point> path = new ArrayList<>(List.of(points.getFirst()));
    for (int i = 1; i < points.size(); i++) {
      bend(points.get(i - 1), points.get(i), true, path);
    }
    marks.add(new Curve(path, part.ink(), STRONG));
    marks.add(new Curve(head(end, 0, down ? HEAD : -HEAD), part.ink(), STRONG));
  }

  /// From column to column: out of a box's side and in at the other's, or below the row where other
  /// boxes are in the way. It changes rows between the columns only.
  private void across(Tie tie, Ink ink, double width) {
    Part from = flow.part(tie.from);
    Part to = flow.part(tie.to);
    int side = Integer.signum(to.compareTo(from));
    Part left = side > 0 ? from : to;
    Part right = side > 0 ? to : from;
    Trail trail = new Trail();
    leave(tie.from, side, trail);
    for (Part part : Part.values()) {
      if (part.compareTo(left) > 0 && part.compareTo(right) < 0) {
        pass(part, flow.row(tie.from), side, trail);
      }
    }
    arrive(tie.to, side, trail);
    marks.add(new Curve(trail.points, ink, width));
    marks.add(new Curve(trail.head(), ink, width));
  }

  private void leave(Node node, int side, Trail trail) {
    double edge = edge(flow.part(node), side);
    double y = y(flow.row(node));
    if (column(node).isOutermost(cell(node), side)) {
      trail.to(x(node) + side * half(node), y + HEIGHT / 2);
      trail.to(edge, y + HEIGHT / 2);
    } else {
      double x = x(node) + side * (half(node) - CORNER);
      trail.to(x, y + HEIGHT);
      trail.to(x, y + HEIGHT + LEAVING);
      trail.to(edge, y + HEIGHT + LEAVING);
    }
  }

  /// Through a column that lies between, beside its boxes.
  private void pass(Part part, int row, int side, Trail trail) {
    if (column(part).width() > 0) {
      double y = y(row) + (column(part).hasBox(row) ? HEIGHT + LEAVING : HEIGHT / 2);
      trail.bendTo(edge(part, -side), y);
      trail.to(edge(part, side), y);
    }
  }

  private void arrive(Node node, int side, Trail trail) {
    double edge = edge(flow.part(node), -side);
    double y = y(flow.row(node));
    if (column(node).isOutermost(cell(node), -side)) {
      trail.bendTo(edge, y + HEIGHT / 2);
      trail.to(x(node) - side * half(node), y + HEIGHT / 2);
    } else {
      double x = x(node) - side * (half(node) - CORNER);
      trail.bendTo(edge, y + HEIGHT + ARRIVING);
      trail.to(x, y + HEIGHT + ARRIVING);
      trail.to(x, y + HEIGHT);
    }
  }

  /// The left or right side of a column.
  private double edge(Part part, int side) {
    return Objects.requireNonNull(middles.get(part)) + side * column(part).width() / 2;
  }

  private Column column(Part part) {
    return Objects.requireNonNull(columns.get(part));
  }

  /// A line that is being drawn.
  private static final class Trail {
    private final List<Point> points = new ArrayList<>();

    void to(double x, double y) {
      points.add(new Point(x, y));
    }

    /// A curve that leaves and arrives level.
    void bendTo(double x, double y) {
      bend(points.getLast(), new Point(x, y), false, points);
    }

    /// The arrow head at its end, which it reaches level or from below.
    List<Point> head() {
      Point end = points.getLast();
      double dx = Math.signum(end.x() - points.get(points.size() - 2).x()) * HEAD;
      return GraphDrawing.head(end, dx, dx == 0 ? -HEAD : 0);
    }
  }

  /// An arrow head that points level or upright.
  private static List<Point> head(Point end, double dx, double dy) {
    return List.of(
        new Point(end.x() - dx - dy, end.y() - dy - dx),
        end,
        new Point(end.x() - dx + dy, end.y() - dy + dx));
  }

  /// Appends a curve that leaves and arrives upright, or level, but not its start.
  private static void bend(Point from, Point to, boolean upright, List<Point> path) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    if (Math.abs(upright ? dx : dy) < 0.5) {
      path.add(to);
      return;
    }
    for (int i = 1; i <= SEGMENTS; i++) {
      double along = (double) i / SEGMENTS;
      double eased = along * along * (3 - 2 * along);
      path.add(
          new Point(
              from.x() + dx * (upright ? eased : along),
              from.y() + dy * (upright ? along : eased)));
    }
  }

  private void draw(Node node) {
    double wide = 2 * half(node);
    box(x(node) - wide / 2, y(flow.row(node)), wide, HEIGHT, flow.part(node), node.toString());
    List<String> texts = texts(node);
    double baseline = y(flow.row(node)) + (HEIGHT - (texts.size() - 1) * LINE) / 2 + 4;
    for (int i = 0; i < texts.size(); i++) {
      Label label =
          Label.of(
              x(node),
              baseline + i * LINE,
              shortened(texts.get(i)),
              Align.MIDDLE,
              i == 0 ? Ink.TEXT : Ink.FAINT);
      marks.add(i == 0 ? label : label.sized(SMALL));
    }
  }

  private void box(double x, double y, double width, double height, Part part, String tip) {
    marks.add(new Box(x, y, width, height, Ink.ON_HEAT, 1, ""));
    marks.add(new Box(x, y, width, height, part.ink(), 0.16, tip));
    marks.add(
        new Curve(
            List.of(
                new Point(x, y),
                new Point(x + width, y),
                new Point(x + width, y + height),
                new Point(x, y + height),
                new Point(x, y)),
            part.ink(),
            1));
  }

  /// What a box says: the op or the variable, its shape, its settings.
  private static List<String> texts(Node node) {
    boolean named = node.op() instanceof Variable || node.op() instanceof Placeholder;
    String what = named ? node.name() : node.op().symbol();
    if (node.op().isEffect()
        && !node.inputs().isEmpty()
        && node.input(0).op() instanceof Variable) {
      what += " " + node.input(0).name();
    }
    String shape = node.op().isEffect() ? "" : node.type() + node.shape().toString();
    return Stream.of(what, shape, node.op().attributes()).filter(text -> !text.isEmpty()).toList();
  }

  private static String shortened(String text) {
    return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
  }

  private static double width(Node node) {
    List<String> texts = texts(node);
    double widest = 90;
    for (int i = 0; i < texts.size(); i++) {
      double size = i == 0 ? Mark.USUAL_SIZE : SMALL;
      widest = Math.max(widest, shortened(texts.get(i)).length() * LETTER * size + 16);
    }
    return widest;
  }

  private List<Part> drawn() {
    return Stream.of(Part.values())
        .filter(part -> flow.nodes().stream().anyMatch(node -> flow.part(node) == part))
        .toList();
  }

  private double legendWidth() {
    return MARGIN + drawn().stream().mapToDouble(GraphDrawing::legendWidth).sum() + MARGIN;
  }

  private static double legendWidth(Part part) {
    return 24 + part.words().length() * LETTER * Mark.USUAL_SIZE + 20;
  }

  private void legend() {
    double at = MARGIN;
    for (Part part : drawn()) {
      box(at, 20, 16, 16, part, "");
      marks.add(Label.of(at + 24, 32, part.words(), Align.START, Ink.TEXT));
      at += legendWidth(part);
    }
  }
}
