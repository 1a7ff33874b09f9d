package tandem.beaconnode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Files that an operator writes.
final class TextFiles {
  private TextFiles() {}

  /// The bytes of a file.
  ///
  /// @throws IOException if it is not there, cannot be read or is too long
  static byte[] read(Path file, long maxBytes) throws IOException {
    long size = Files.size(file);
    if (size > maxBytes) {
      throw new IOException(file + " has " + size + " bytes, at most " + maxBytes);
    }
    return Files.readAllBytes(file);
  }

  /// The sentence for an operator. Exceptions of the file system say the file's name alone for
  /// their most frequent causes.
  static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException fault -> "there is no file " + fault.getFile();
      case FileSystemException fault when fault.getReason() == null ->
          fault.getFile() + " cannot be used: " + fault.getClass().getSimpleName();
      default -> String.valueOf(e.getMessage());
    };
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
