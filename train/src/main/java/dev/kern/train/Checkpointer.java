package dev.kern.train;

import dev.kern.model.TrainedModel;

/// Saves checkpoints and the best model of a run.
///
/// It may work in the background, on one thing at a time; a failure is thrown by the next call.
interface Checkpointer extends AutoCloseable {
  /// Saves nothing.
  Checkpointer NOTHING =
      new Checkpointer() {
        @Override
        public void await() {}

        @Override
        public void keep(Snapshot snapshot) {}

        @Override
        public void keepBest(TrainedModel model) {}

        @Override
        public void close() {}
      };

  /// Waits until nothing is in work any more: from then on a snapshot may be taken anew.
  ///
  /// Fails with `DataException` if the last thing could not be kept.
  void await();

  /// Keeps a state that the run can go on from. The snapshot must stay as it is until [#await].
  void keep(Snapshot snapshot);

  /// Keeps the network that scored best on the validation images so far.
  void keepBest(TrainedModel model);

  /// Waits for what is in work, whatever becomes of it.
  @Override
  void close();
}
