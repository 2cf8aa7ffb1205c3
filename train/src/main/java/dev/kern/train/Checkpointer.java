package dev.kern.train;

import dev.kern.model.TrainedModel;

/// Who keeps what a run has reached.
///
/// It may work while training goes on, on one thing at a time; what goes wrong meanwhile is told by
/// its next call.
interface Checkpointer extends AutoCloseable {
  /// Keeps nothing.
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
