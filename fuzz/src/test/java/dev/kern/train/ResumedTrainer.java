package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.json.RecordMapper;
import dev.kern.model.Evaluator;
import dev.kern.train.state.TrainingState;
import java.nio.file.Path;
import java.util.Optional;

/// A trainer that takes up checkpoints again, which is the trainer's own affair: its package lets
/// the fuzzing in here.
public final class ResumedTrainer implements AutoCloseable {
  private final RunContext context;
  private final Evaluator evaluator;
  private final Trainer trainer;

  /// A trainer before its first step.
  public ResumedTrainer(Training training, Dataset data) {
    this.context = RunContext.of(training, data);
    this.evaluator = Evaluator.within(context.session(), context.model(), false);
    this.trainer = new Trainer(context, Optional.empty(), evaluator, Checkpointer.NOTHING, _ -> {});
  }

  /// Goes on from a file.
  public void resume(Path file) {
    trainer.resume(file.toString(), Checkpoint.read(file));
  }

  /// Goes on from a file in whose place another has put this state, with the right checksum.
  public void resume(Path file, String state) {
    TrainingState forged = RecordMapper.PLAIN.parse("forged", state, TrainingState.class);
    trainer.resume("forged", new Checkpoint(forged, Checkpoint.read(file).tensors()));
  }

  /// The state in a file, as JSON.
  public static String state(Path file) {
    return RecordMapper.PLAIN.line(Checkpoint.read(file).state());
  }

  @Override
  public void close() {
    evaluator.close();
    context.session().close();
  }
}
