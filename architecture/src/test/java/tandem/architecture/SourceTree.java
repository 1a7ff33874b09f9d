package tandem.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The checkout under test: its modules and their files.
final class SourceTree {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern OURS =
      Pattern.compile("<groupId>tandem</groupId>\\s*<artifactId>([^<]+)</artifactId>");

  private SourceTree() {}

  static Path root() {
    return Path.of(System.getProperty("tandem.root"));
  }

  /// The modules in the order of the root's list.
  static List<String> modules() {
    return find(MODULE, root().resolve("pom.xml"));
  }

  /// The modules of ours that `module` may use, as its pom says.
  static List<String> dependencies(String module) {
    return find(OURS, root().resolve(module).resolve("pom.xml")).stream()
        .filter(name -> !name.equals("tandem-parent"))
        .toList();
  }

  /// All Java files of `module` below `src/main` or `src/test`.
  static List<Path> javaFiles(String module, String kind) {
    Path sources = root().resolve(module).resolve("src").resolve(kind).resolve("java");
    if (!Files.isDirectory(sources)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> find(Pattern pattern, Path file) {
    return pattern.matcher(read(file)).results().map((MatchResult m) -> m.group(1)).toList();
  }
}
