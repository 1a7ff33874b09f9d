package tandem.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Classes and methods that a document names: `Class`, `Class.method` or `module/Class.method`.
final class NamedInDocuments {
  private static final Pattern NAME =
      Pattern.compile("`(?:([a-z0-9-]+)/)?([A-Z][A-Za-z0-9]+)(?:\\.([a-z][A-Za-z0-9]+))?`");

  private NamedInDocuments() {}

  static void assertAllExist(String document) {
    Map<String, List<Path>> files = new HashMap<>();
    for (String module : SourceTree.modules()) {
      for (String kind : List.of("main", "test")) {
        for (Path file : SourceTree.javaFiles(module, kind)) {
          String name = file.getFileName().toString().replace(".java", "");
          files.computeIfAbsent(name, key -> new ArrayList<>()).add(file);
        }
      }
    }
    for (MatchResult match : NAME.matcher(document).results().toList()) {
      String module = match.group(1);
      List<Path> found =
          files.getOrDefault(match.group(2), List.of()).stream()
              .filter(file -> module == null || file.startsWith(SourceTree.root().resolve(module)))
              .toList();
      assertThat(found).as(match.group()).isNotEmpty();
      if (match.group(3) != null) {
        Pattern method = Pattern.compile("\\bvoid " + match.group(3) + "\\(");
        assertThat(found)
            .as(match.group())
            .anyMatch(file -> method.matcher(SourceTree.read(file)).find());
      }
    }
  }
}
