package tandem.beaconnode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Files that an operator writes.
final class TextFiles {
  private TextFiles() {}

  /// The bytes of a file.
  ///
  /// @throws IOException if it is not there, cannot be read or is too long; the text says which
  static byte[] read(Path file, long maxBytes) throws IOException {
    try {
      long size = Files.size(file);
      if (size > maxBytes) {
        throw new IOException(file + " has " + size + " bytes, at most " + maxBytes);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }

  /// The lines of a file, without white space around them, empty ones and those that begin with
  /// `#`.
  static List<String> lines(Path file, long maxBytes) throws IOException {
    String text = new String(read(file, maxBytes), StandardCharsets.UTF_8);
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
