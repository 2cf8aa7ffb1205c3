package dev.kern.spark;

import dev.kern.data.file.DataException;
import dev.kern.model.ImageRunner;
import dev.kern.model.Model;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/// Adds to each row of a partition what a model says about its image, some rows at a time.
///
/// @param model the model, which each process makes plans of once
/// @param input the index of the column with the image
/// @param column how that holds it
/// @param answers what is added, in order; without [Answer#ERROR] among them, a bad image fails the
///   task
record ScoringTask(
    Broadcast<SharedModel> model, int input, ImageColumn column, List<Answer> answers)
    implements MapPartitionsFunction<Row, Row> {
  /// As many images as a plan computes at once.
  private static final int BATCH = 32;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Scored(rows, model.value().runner());
  }

  private final class Scored implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final ImageRunner runner;
    private final Model network;
    private final float[] pixels;
    private final float[] logits;
    private final Row[] batch = new Row[BATCH];
    private final @Nullable String[] errors = new String[BATCH];
    private final ArrayDeque<Row> done = new ArrayDeque<>();

    Scored(Iterator<Row> rows, ImageRunner runner) {
      this.rows = rows;
      this.runner = runner;
      network = runner.model();
      pixels = new float[BATCH * network.image().size()];
      logits = new float[BATCH * runner.width()];
    }

    @Override
    public boolean hasNext() {
      return !done.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (done.isEmpty()) {
        if (!rows.hasNext()) {
          throw new NoSuchElementException();
        }
        score();
      }
      return done.remove();
    }

    private void score() {
      int count = 0;
      int sound = 0;
      while (count < BATCH && rows.hasNext()) {
        Row row = rows.next();
        batch[count] = row;
        errors[count] = read(row, sound);
        sound += errors[count] == null ? 1 : 0;
        count++;
      }
      runner.run(sound, pixels, 0, logits, 0);
      int at = 0;
      for (int i = 0; i < count; i++) {
        done.add(answered(batch[i], errors[i], at));
        at += errors[i] == null ? runner.width() : 0;
      }
    }

    /// Takes a row's image as the next input, or says why it can't.
    private @Nullable String read(Row row, int place) {
      try {
        float[] image = column.input(row.get(input), network);
        System.arraycopy(image, 0, pixels, place * image.length, image.length);
        return null;
      } catch (DataException e) {
        if (e.isFailure() || !answers.contains(Answer.ERROR)) {
          throw e;
        }
        return e.getMessage();
      }
    }

    private Row answered(Row row, @Nullable String error, int at) {
      int given = row.size();
      @Nullable Object[] values = new Object[given + answers.size()];
      for (int i = 0; i < given; i++) {
        values[i] = row.get(i);
      }
      for (int i = 0; i < answers.size(); i++) {
        Answer answer = answers.get(i);
        if (error == null) {
          values[given + i] = answer.of(network, logits, at);
        } else {
          values[given + i] = answer == Answer.ERROR ? error : null;
        }
      }
      return RowFactory.create(values);
    }
  }
}
