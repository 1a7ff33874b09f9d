package tandem.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What docs/requirements.md names is there, and every requirement has a test.
class RequirementsTest {
  private static final int REQUIREMENTS = 23;
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (R[0-9]+) \\|.*$");

  private final String document =
      SourceTree.read(SourceTree.root().resolve("docs/requirements.md"));

  @Test
  void everyRequirementIsPromisedByATest() {
    List<String> rows = ROW.matcher(document).results().map(MatchResult::group).toList();
    assertThat(rows).hasSize(REQUIREMENTS);
    for (int i = 0; i < REQUIREMENTS; i++) {
      assertThat(rows.get(i)).startsWith("| R" + (i + 1) + " |");
      String[] cells = rows.get(i).split("\\|", -1);
      assertThat(cells[3]).as("R%d: where it is done", i + 1).contains("`");
      assertThat(cells[4]).as("R%d: tests", i + 1).contains("Test");
    }
  }

  @Test
  void everyClassAndMethodThatIsNamedExists() {
    NamedInDocuments.assertAllExist(document);
  }
}
