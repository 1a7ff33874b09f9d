package tandem.chaos;

import java.nio.file.Path;
import tandem.devnet.Half;

/// Copies of both databases of A, as they were in an early epoch.
record OldCopy(Path dir, long epoch) {
  /// Copies what no process has open.
  static OldCopy make(Victim victim, Path dir, long epoch) {
    OldCopy copy = new OldCopy(dir, epoch);
    for (Half half : Half.values()) {
      Folders.copy(victim.data(half), copy.of(half));
    }
    return copy;
  }

  Path of(Half half) {
    return dir.resolve(half.command());
  }
}
