package tandem.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What docs/layout.md says about modules, as rules.
class ModulesTest {
  /// Modules that decide and therefore must give equal results for equal arguments.
  private static final Set<String> PURE =
      Set.of(
          "primitives",
          "rlp",
          "ssz",
          "pair-protocol",
          "trie",
          "gwat-types",
          "gwat-dag",
          "gwat-ledger",
          "gwat-pool",
          "gwat-wire",
          "gwat-stages",
          "gwat-core",
          "beacon-spec",
          "fork-choice",
          "beacon-stages",
          "beacon-core",
          "gossipsub");

  private static final List<String> FORBIDDEN_PACKAGES =
      List.of(
          "java.net",
          "java.nio.channels",
          "java.nio.file",
          "java.util.concurrent",
          "java.util.concurrent.locks",
          "java.security",
          "org.slf4j");

  private static final Set<String> FORBIDDEN_CLASSES =
      Set.of(
          "java.lang.Thread",
          "java.util.Random",
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.util.Timer");

  /// Calls that read a clock or chance.
  private static final Set<String> FORBIDDEN_CALLS =
      Set.of(
          "java.time.Instant.now",
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Math.random");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("tandem");

  @Test
  void everyModuleUsesOnlyModulesAboveIt() {
    List<String> modules = SourceTree.modules();
    for (String module : modules) {
      List<String> above = modules.subList(0, modules.indexOf(module));
      assertThat(above).as("modules above " + module).containsAll(SourceTree.dependencies(module));
    }
  }

  @Test
  void everyModuleHasOnePackageOfItsName() {
    for (String module : SourceTree.modules()) {
      Path expected = Path.of("src", "main", "java", "tandem", packageOf(module));
      for (Path file : SourceTree.javaFiles(module, "main")) {
        assertThat(file.getParent()).endsWith(expected);
      }
    }
  }

  @Test
  void everyModuleSaysWhatItIs() {
    for (String module : SourceTree.modules()) {
      List<Path> files = SourceTree.javaFiles(module, "main");
      if (!files.isEmpty()) {
        assertThat(files).as(module).anyMatch(file -> file.endsWith("package-info.java"));
      }
    }
  }

  @Test
  void whatDecidesKnowsNoThreadClockSocketDiskOrChance() {
    Set<String> faults = new TreeSet<>();
    for (String module : PURE) {
      String name = "tandem." + packageOf(module);
      for (JavaClass type : CLASSES) {
        if (type.getPackageName().equals(name)) {
          collectFaults(type, faults);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static void collectFaults(JavaClass type, Set<String> faults) {
    type.getDirectDependenciesFromSelf()
        .forEach(dependency -> {
          JavaClass target = dependency.getTargetClass();
          if (FORBIDDEN_CLASSES.contains(target.getName())
              || FORBIDDEN_PACKAGES.contains(target.getPackageName()) && !allowed(type, target)) {
            faults.add(type.getName() + " uses " + target.getName());
          }
        });
    type.getMethodCallsFromSelf()
        .forEach(call -> {
          String name = call.getTargetOwner().getName() + "." + call.getName();
          if (FORBIDDEN_CALLS.contains(name)) {
            faults.add(type.getName() + " calls " + name);
          }
        });
  }

  /// A digest is a function, though the JDK keeps it beside its sources of chance.
  private static boolean allowed(JavaClass type, JavaClass target) {
    return Set.of(
            "java.security.MessageDigest",
            "java.security.NoSuchAlgorithmException",
            "java.security.DigestException")
        .contains(target.getName());
  }

  private static String packageOf(String module) {
    return module.equals("tandem-cli") ? "cli" : module.replace("-", "");
  }
}
