package tandem.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;

/// Who reads what the program writes.
///
/// @param interactive a person at a terminal: a line may be drawn over
/// @param color whether escape codes may be used
record Terminal(boolean interactive, boolean color) {
  static Terminal ofProcess() {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return of(isTerminal, System.getenv());
  }

  /// `NO_COLOR` with any value but the empty one leaves colours out, as no-color.org says.
  static Terminal of(boolean isTerminal, Map<String, String> environment) {
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean noColor = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(isTerminal && !dumb, isTerminal && !dumb && !noColor);
  }
}
