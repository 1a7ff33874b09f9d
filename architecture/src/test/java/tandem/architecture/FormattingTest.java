package tandem.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The formatter decides about spaces. `-Dtandem.format=write` formats instead of checking.
class FormattingTest {
  @Test
  void everySourceFileIsFormatted() throws Exception {
    boolean write = System.getProperty("tandem.format").equals("write");
    Formatter formatter = new Formatter();
    List<Path> unformatted = new ArrayList<>();
    for (String module : SourceTree.modules()) {
      List<Path> files = new ArrayList<>(SourceTree.javaFiles(module, "main"));
      files.addAll(SourceTree.javaFiles(module, "test"));
      for (Path file : files) {
        String source = SourceTree.read(file);
        String formatted = formatter.formatSourceAndFixImports(source);
        if (!formatted.equals(source)) {
          if (write) {
            Files.writeString(file, formatted);
          } else {
            unformatted.add(SourceTree.root().relativize(file));
          }
        }
      }
    }
    assertThat(unformatted)
        .as(
            "run: mvn -q -pl architecture -am test -Dtest=FormattingTest -Dtandem.format=write"
                + " -Dsurefire.failIfNoSpecifiedTests=false")
        .isEmpty();
  }
}
