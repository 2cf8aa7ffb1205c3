package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whether vectors are long or short and registers many or few, the vector loops give the same
/// bits.
///
/// The machines are imitated, each in a JVM of its own: there can be only one length of vectors in
/// a process.
class SameBitsTest {
  private static final Path FILE = Path.of("src/test/resources/dev/kern/run/bits.txt");
  private static final String NEON = "4x32";
  private static final String AVX2 = "8x16";

  /// Whatever machine this is, it gives the bits of all others. If the order of a sum has changed
  /// on purpose, `-Dgolden=write` rewrites the file, and the number in [Engine#arithmetic] goes up
  /// once per release.
  @Test
  void givesTheBitsOfTheFile() throws IOException {
    assumeThat(Engine.VECTOR.obstacle()).isEmpty();
    List<String> lines = BitPrints.lines();
    if ("write".equals(System.getProperty("golden"))) {
      Files.write(FILE, lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(FILE));
  }

  @Test
  void givesTheSameBitsOnMachinesOfFourAndEightLanes() throws IOException, InterruptedException {
    assertThat(prints(NEON)).hasSizeGreaterThan(300).isEqualTo(prints(AVX2));
  }

  @Test
  @Tag("slow")
  void givesTheSameBitsOnAllMachines() throws IOException, InterruptedException {
    List<String> expected = prints("16x32");
    for (String machine : List.of("16x16", "8x32", AVX2, NEON, "4x16")) {
      assertThat(prints(machine)).as(machine).isEqualTo(expected);
    }
  }

  private static List<String> prints(String machine) throws IOException, InterruptedException {
    return ChildJvm.run(
            BitPrints.class, "--add-modules=jdk.incubator.vector", "-Dkern.machine=" + machine)
        .lines()
        .filter(line -> !line.startsWith("WARNING"))
        .toList();
  }
}
