package dev.kern.kernel.library;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/// What a Java tells about itself that decides whether its vectors are fast.
///
/// @param module whether it has the vector module
/// @param bits of its widest vectors, 0 without the module
/// @param flags the virtual machine's flags of [#NAMES], as far as it lets them be read
record JvmInfo(boolean module, int bits, Map<String, String> flags) {
  /// `EnableVectorSupport` can be read only where experimental flags are unlocked; where they are
  /// not, nobody can have turned it off.
  private static final List<String> NAMES =
      List.of(
          "UseCompiler", "TieredStopAtLevel", "CompilationMode", "UseFMA", "EnableVectorSupport");

  /// Compilers that replace C2 know vectors, or don't; no flag says which.
  private static final String FOREIGN_COMPILER = "UseJVMCICompiler";

  private static final String MANAGEMENT = "jdk.management";

  /// Apart, so that nobody loads the module's classes where there is no module.
  private static final class Widest {
    static int bits() {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
  }

  /// What this Java tells.
  static JvmInfo here() {
    boolean module = has("jdk.incubator.vector");
    return module ? new JvmInfo(true, Widest.bits(), read()) : new JvmInfo(false, 0, Map.of());
  }

  private static boolean has(String module) {
    return ModuleLayer.boot().findModule(module).isPresent();
  }

  private static Map<String, String> read() {
    return has(MANAGEMENT) ? Flags.read() : Map.of();
  }

  private static final class Flags {
    static Map<String, String> read() {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      Map<String, String> flags = new LinkedHashMap<>();
      if (bean != null) {
        NAMES.forEach(name -> add(bean, name, flags));
        add(bean, FOREIGN_COMPILER, flags);
      }
      return flags;
    }

    private static void add(HotSpotDiagnosticMXBean bean, String name, Map<String, String> flags) {
      try {
        flags.put(name, bean.getVMOption(name).getValue());
      } catch (IllegalArgumentException unreadable) {
        // Locked, or not a flag of this machine: then it has its default.
      }
    }
  }

  /// Whether a flag is known to have a value.
  boolean says(String flag, String value) {
    return value.equals(flags.get(flag));
  }

  /// The highest level of compilation; 4 is C2's.
  int levels() {
    return Integer.parseInt(flags.getOrDefault("TieredStopAtLevel", "4"));
  }

  /// Whether the flags tell all that there is to know.
  boolean readable() {
    return flags.containsKey("UseCompiler") && !says(FOREIGN_COMPILER, "true");
  }
}
