package tandem.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Looks for what no log of a node may hold: a stack trace, or a fault of ours. Thread-safe.
final class LogWatch {
  private static final Pattern FAULT =
      Pattern.compile(
          "\\s+at [\\w.$/]+\\(.*\\)|Caused by: .*|.*Exception in thread .*"
              + "|.*fault of (this program|ours).*|.* has a fault .*");

  private static final int FAULTS_MAX = 20;

  private final List<String> faults = new ArrayList<>();

  /// @param where the node, for the sentence
  synchronized void look(String where, String line) {
    if (faults.size() < FAULTS_MAX && FAULT.matcher(line).matches()) {
      faults.add(where + ": " + line.strip());
    }
  }

  /// What has been found, once.
  synchronized List<String> take() {
    List<String> found = List.copyOf(faults);
    faults.clear();
    return found;
  }
}
