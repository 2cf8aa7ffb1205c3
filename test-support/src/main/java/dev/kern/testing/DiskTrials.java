package dev.kern.testing;

import dev.kern.testing.SimulatedDisk.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Runs programs on disks that fail, at one operation after the other.
public final class DiskTrials {
  /// In tests of failed operations, only one of so many fails: 1 for all, `-Dstride=1`.
  public static final int STRIDE = Integer.getInteger("stride", 13);

  /// How often the power fails in a test, as a measure: `-Dpower=150`.
  public static final int POWER_FAILURES = Integer.getInteger("power", 8);

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
  /// @return how many trials there were
  public static int failures(
      Supplier<SimulatedDisk> disks, Program program, Consumer<Exception> accepted, Check check)
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
          number += STRIDE;
        }
      }
    }
    return trials;
  }

  /// Part of a trial.
  private interface Part {
    void run() throws Exception;
  }

  private static void tell(String trial, Part part) {
    try {
      part.run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(trial + ": " + e.getMessage(), e);
    }
  }

  /// Runs a program, and takes disks as they would be if the power failed before one of its
  /// operations, or after the last.
  ///
  /// @param count how many, distributed over the operations; one more is after the last
  /// @param seed decides when, and what each of them loses
  public static List<SimulatedDisk> powerFailures(
      SimulatedDisk disk, Program program, int count, long seed) throws Exception {
    SimulatedDisk rehearsal = disk.copy();
    program.run(rehearsal.folder());
    double spacing = (double) rehearsal.operations() / count;
    Random random = new Random(seed);
    List<SimulatedDisk> after = new ArrayList<>();
    double[] next = {random.nextDouble() * spacing};
    disk.observe(
        number -> {
          while (after.size() < count && number >= next[0]) {
            after.add(disk.afterPowerFailure(random.nextLong()));
            next[0] = (after.size() + random.nextDouble()) * spacing;
          }
        });
    program.run(disk.folder());
    disk.observe(_ -> {});
    while (after.size() <= count) {
      after.add(disk.afterPowerFailure(random.nextLong()));
    }
    return after;
  }
}
