package dev.kern.kernel.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Tap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegisterBlockingTest {
  private static final RegisterBlocking WIDE = new RegisterBlocking(new TargetMachine(16, 32));
  private static final RegisterBlocking NARROW = new RegisterBlocking(new TargetMachine(8, 16));

  /// A layer and the block that measurements on AVX-512 found best for it.
  record Known(Geometry geometry, int pixels, int vectors) {}

  static Stream<Known> known() {
    return Stream.of(
        new Known(Geometries.same(14, 14, 16, 16, 5, 5, 1, 1), 14, 1),
        new Known(Geometries.valid(12, 12, 32, 32, 5, 5, 1, 1), 8, 2),
        new Known(Geometries.same(28, 28, 1, 16, 5, 5, 2, 1), 14, 1));
  }

  @ParameterizedTest
  @MethodSource("known")
  void findsTheBlocksThatWereMeasuredBest(Known known) {
    Geometry g = known.geometry;
    RegisterBlocking.Block block = row(WIDE, g, 1);
    assertThat(block.pixels()).isEqualTo(known.pixels);
    assertThat(block.vectors()).isEqualTo(known.vectors);
  }

  private static RegisterBlocking.Block row(RegisterBlocking blocking, Geometry g, int copies) {
    return blocking.row(
        (from, to) -> Tap.forward(g, from, to),
        g.outWidth(),
        1,
        g.outChannels(),
        g.inChannels() * g.kernelHeight(),
        1,
        copies);
  }

  /// Seven sums alone would wait for each other.
  @Test
  void computesSeveralSamplesOfNarrowImagesAtOnce() {
    RegisterBlocking.Block block = row(WIDE, Geometries.same(14, 14, 16, 16, 5, 5, 2, 1), 4);
    assertThat(block.copies()).isBetween(2, 3);
  }

  @Test
  void fitsTheRegisters() {
    for (Geometry g : Geometries.ragged(150, 3)) {
      for (RegisterBlocking blocking : new RegisterBlocking[] {WIDE, NARROW}) {
        int registers = blocking.machine().registers();
        RegisterBlocking.Block row = row(blocking, g, 4);
        if (row.cycles() < Double.POSITIVE_INFINITY) {
          int sums = Math.min(row.pixels(), g.outWidth()) * row.vectors() * row.copies();
          assertThat(sums + row.vectors()).as("%s", g).isLessThan(registers);
        }
        RegisterBlocking.Block block = blocking.block(g.outWidth(), g.outChannels(), 9);
        assertThat(block.pixels() * block.vectors() + block.vectors()).isLessThan(registers);
      }
    }
  }

  /// Strips that share columns would have their sums added twice.
  @Test
  void cutsPackedProductsIntoStripsOfTheirOwn() {
    assertThat(WIDE.packedProduct(1024)).returns(6, RegisterBlocking.Block::pixels);
    assertThat(WIDE.packedProduct(1024)).returns(4, RegisterBlocking.Block::vectors);
    assertThat(NARROW.packedProduct(1024)).returns(2, RegisterBlocking.Block::vectors);
    for (RegisterBlocking blocking : new RegisterBlocking[] {WIDE, NARROW}) {
      for (int columns = blocking.machine().lanes(); columns < 400; columns++) {
        int end = 0;
        int vectors = blocking.packedProduct(columns).vectors();
        for (Interval strip : Interval.strips(blocking.machine(), columns, vectors)) {
          assertThat(strip.from()).as("of %d columns", columns).isEqualTo(end);
          end = strip.to();
        }
        assertThat(end).isEqualTo(columns);
      }
    }
  }

  @Test
  void leavesLargeWindowsToBlocks() {
    Geometry g = Geometries.same(33, 33, 8, 16, 31, 31, 1, 1);
    assertThat(row(WIDE, g, 1).cycles()).isInfinite();
    assertThat(WIDE.block(33, 16, 8).cycles()).isFinite();
  }
}
