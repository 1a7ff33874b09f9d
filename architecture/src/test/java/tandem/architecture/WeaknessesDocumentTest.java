package tandem.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What docs/weaknesses.md names is there, and each weakness has one line that says what ours has.
class WeaknessesDocumentTest {
  private static final Pattern CHAPTER = Pattern.compile("(?m)^## ");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([WHC1][^ |]*) \\|.*$");
  private static final Pattern TEST = Pattern.compile("`[^`]*Test(?:\\.[a-zA-Z0-9]+)?`");
  private static final Pattern SCENARIO = Pattern.compile("`Scenario\\.([A-Z_]+)`");

  private final String document = SourceTree.read(SourceTree.root().resolve("docs/weaknesses.md"));

  @Test
  void everyWeaknessHasOneLineThatSaysWhatOursHas() {
    List<String> chapters = CHAPTER.splitAsStream(document).skip(1).toList();
    assertThat(chapters).hasSize(5);
    for (String chapter : chapters) {
      Set<String> ids = new HashSet<>();
      for (MatchResult row : ROW.matcher(chapter).results().toList()) {
        String id = row.group(1);
        assertThat(ids.add(id)).as("%s is there once", id).isTrue();
        String[] cells = row.group().split("\\|", -1);
        assertThat(cells).as(id).hasSize(6);
        String ours = cells[4];
        switch (cells[3].strip()) {
          case "test" -> assertThat(ours).as(id).containsPattern(TEST);
          case "design" -> assertThat(ours).as("%s: why", id).contains("`");
          case "open" -> assertThat(ours).as("%s: what is missing", id).isNotBlank();
          default -> assertThat(cells[3]).as(id).isIn("test", "design", "open");
        }
      }
      assertThat(ids).isNotEmpty();
    }
  }

  @Test
  void everyClassMethodAndScenarioThatIsNamedExists() {
    NamedInDocuments.assertAllExist(document);
    String scenarios =
        SourceTree.read(
            SourceTree.root().resolve("pair-sim/src/main/java/tandem/pairsim/Scenario.java"));
    for (MatchResult match : SCENARIO.matcher(document).results().toList()) {
      assertThat(scenarios).containsPattern("(?m)^  " + match.group(1) + "\\(");
    }
  }
}
