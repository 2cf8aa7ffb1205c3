package dev.kern.spark;

import dev.kern.data.Dataset;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Event;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/// A whole training on the rows of one partition; gives the file of the model.
///
/// @param column how the first column holds images
/// @param settings how to train
record TrainingTask(ImageColumn column, TrainingSettings settings)
    implements MapPartitionsFunction<Row, byte[]> {
  @Override
  public Iterator<byte[]> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<byte[]>of().iterator();
    }
    Dataset data = new TrainingRows(column, settings).read(rows);
    Training training = settings.training(data);
    try (Run run = training.start(data)) {
      run.fit(stopping(run, TaskContext.get()));
      return List.of(SharedModel.of(run.trained()).file()).iterator();
    }
  }

  /// Ends a training whose task Spark has given up.
  static Listener stopping(Run run, TaskContext task) {
    return new Listener() {
      @Override
      public void on(Event event) {}

      @Override
      public void step(long done, long steps) {
        if (task.isInterrupted()) {
          run.interrupt();
        }
      }
    };
  }
}
