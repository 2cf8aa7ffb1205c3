package dev.kern.testing;

import dev.kern.testing.SimulatedDisk.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Runs programs on disks that fail, at one operation after the other.
public final class DiskTrials {
  private DiskTrials() {}

  /// Something that writes to a disk.
  public interface Program {
    /// Writes to a folder, or goes on with what an earlier call has left there.
    void run(Path folder) throws Exception;
  }

  /// What is true of a disk when a program has come to its end.
  public interface Check {
    /// Fails if the disk is not as it should be.
    ///
    /// @param trial which one it is, for messages
    void on(SimulatedDisk disk, String trial) throws Exception;
  }

  /// Lets each operation of a program fail, in every way, once and for ever; checks the disk after
  /// each trial.
  ///
  /// A program may put up with a failure, or end with an exception that `accepted` takes. It may
  /// leave nothing open.
  ///
  /// @param disks makes the disk that a trial begins with
  /// @param stride tries only the first of so many operations
  /// @return how many trials there were
  public static int failures(
      Supplier<SimulatedDisk> disks,
      Program program,
      int stride,
      Consumer<Exception> accepted,
      Check check)
      throws Exception {
    int trials = 0;
    for (Failure failure : Failure.values()) {
      for (boolean always : new boolean[] {false, true}) {
        long number = 1;
        while (true) {
          String trial = "%s %s at operation %d".formatted(failure, always ? "from" : "", number);
          SimulatedDisk disk = disks.get();
          disk.failAt(number, failure, always);
          try {
            program.run(disk.folder());
          } catch (Exception e) {
            tell(trial, () -> accepted.accept(e));
          }
          if (disk.repair() == 0) {
            break;
          }
          tell(trial, disk::expectAllClosed);
          tell(trial, () -> check.on(disk, trial));
          trials++;
          number += stride;
        }
      }
    }
    return trials;
  }

  /// Part of a trial.
  private interface Part {
    void run() throws Exception;
  }

  private static void tell(String trial, SplitName part) {
    try {
      part.run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(trial + ": " + e.getMessage(), e);
    }
  }

  /// Runs a program once, and takes disks as they would be if the power failed before one of its
  /// operations, or after the last.
  ///
  /// @param count how many, evenly distributed over the operations
  /// @param seed decides what each of them loses
  public static List<SimulatedDisk> powerFailures(
      SimulatedDisk disk, Program program, int count, long seed) throws Exception {
    long all = operations(disk.afterPowerFailure(seed), program);
    List<SimulatedDisk> after = new ArrayList<>();
    disk.observe(
        number -> {
          while (after.size() < count && Math.floorDiv(after.size() * all, count) <= number) {
            after.add(disk.afterPowerFailure(seed + after.size()));
          }
        });
    program.run(disk.folder());
    disk.observe(_ -> {});
    while (after.size() <= count) {
      after.add(disk.afterPowerFailure(seed + after.size()));
    }
    return after;
  }

  private static long operations(SimulatedDisk disk, Program program) throws Exception {
    program.run(disk.folder());
    return disk.operations();
  }
}
