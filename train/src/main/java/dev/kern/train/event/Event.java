package dev.kern.train.event;

/// Something that happened in a run: a line of `events.jsonl`, and of what `kern train --json`
/// prints.
///
/// `{"type": "evaluated", "step": 5000, "part": "valid", "accuracy": 0.866, ...}`: the record's
/// name is the type, its components are the keys. Names are a contract with the programs that read
/// them.
public sealed interface Event
    permits Started, Resumed, Progress, Evaluated, Epoch, RateLowered, Stopped, Failed, Finished {

  /// The event's word in JSON, such as `evaluated`.
  default String type() {
    String name = getClass().getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
