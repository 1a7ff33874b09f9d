package tandem.cli;

import java.nio.file.Path;
import java.util.List;
import tandem.devnet.ExitCode;
import tandem.devnet.Half;

/// What the doctor says of one half.
///
/// @param code of the process, if the other half is well
/// @param sizeBytes of the database's files
/// @param tables number of its table files
/// @param sentences what is there and what is wrong
/// @param advice what to do; empty if nothing
record Diagnosis(
    Half half,
    Path database,
    ExitCode code,
    long sizeBytes,
    int tables,
    List<String> sentences,
    String advice) {
  Diagnosis {
    sentences = List.copyOf(sentences);
  }

  /// One word for it.
  String state() {
    return switch (code) {
      case OK -> "healthy";
      case REPAIRABLE -> "repairable";
      case DATABASE_DAMAGED -> "damaged";
      case WRONG_NETWORK -> "of another network";
      case DISK_FULL -> "on a full disk";
      case FAILED, USAGE, FAULT -> "not to be looked at";
    };
  }
}
