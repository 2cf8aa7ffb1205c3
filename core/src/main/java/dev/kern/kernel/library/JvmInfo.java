package dev.kern.kernel.library;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.incubator.vector.FloatVector;

/// The properties of a JVM that decide whether its vectors are fast.
///
/// @param module whether it has the vector module
/// @param bits the width of its widest vectors; 0 without the module
/// @param flags those JVM flags of [#NAMES] that can be read
record JvmInfo(boolean module, int bits, Map<String, String> flags) {
  /// `EnableVectorSupport` can be read only if experimental flags are unlocked; if they aren't, it
  /// can't have been turned off either.
  private static final List<String> NAMES =
      List.of(
          "UseCompiler", "TieredStopAtLevel", "CompilationMode", "UseFMA", "EnableVectorSupport");

  /// A compiler that replaces C2 may or may not support vectors; no flag says which.
  private static final String FOREIGN_COMPILER = "UseJVMCICompiler";

  private static final String MANAGEMENT = "jdk.management";

  /// A separate class, so that the module's classes aren't loaded if the module is missing.
  private static final class Widest {
    static int bits() {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
  }

  /// The properties of this JVM.
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
        // Locked, or not a flag of this JVM: it has its default value.
      }
    }
  }

  /// Whether a flag is known to have this value.
  boolean says(String flag, String value) {
    return value.equals(flags.get(flag));
  }

  /// The highest compilation level; 4 is C2.
  int levels() {
    return Integer.parseInt(flags.getOrDefault("TieredStopAtLevel", "4"));
  }

  /// Whether the flags are conclusive.
  boolean readable() {
    return flags.containsKey("UseCompiler") && !says(FOREIGN_COMPILER, "true");
  }
}
