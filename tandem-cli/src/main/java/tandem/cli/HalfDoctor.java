package tandem.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import tandem.devnet.Disk;
import tandem.devnet.ExitCode;
import tandem.devnet.Half;
import tandem.devnet.Refusal;
import tandem.store.Column;
import tandem.store.DatabaseFiles;
import tandem.store.RocksStore;
import tandem.store.RocksStore.Settings;
import tandem.store.Store;
import tandem.store.StoreException;

/// Looks at the database of one half, repairs it or clears it.
///
/// @param kept columns that clearing leaves
/// @param mayLoseKept whether the database may go with them when they cannot be read
/// @param look changes nothing
/// @param repair what a start would do; says what it did
record HalfDoctor(
    Half half,
    Path database,
    Set<Column> columns,
    Set<Column> kept,
    boolean mayLoseKept,
    Function<Store, Finding> look,
    Function<Store, List<String>> repair) {
  /// What a look at the contents says.
  record Finding(ExitCode code, List<String> sentences) {
    Finding {
      sentences = List.copyOf(sentences);
    }
  }

  Diagnosis diagnose() {
    try {
      DatabaseFiles files = DatabaseFiles.look(database);
      if (!files.exists()) {
        return said(files, ExitCode.OK, List.of("There is no database; a start makes one."), "");
      }
      DatabaseFiles.requireUnused(database);
      if (!files.damagedLogs().isEmpty() && files.damage().isEmpty()) {
        return said(files, ExitCode.REPAIRABLE, files.damagedLogs(), cutting());
      }
      return opened(files);
    } catch (StoreException e) {
      return failed(e);
    }
  }

  private Diagnosis opened(DatabaseFiles files) {
    try (RocksStore store = RocksStore.openReadOnly(database, columns, Settings.DEFAULT)) {
      store.verify();
      Finding finding = look.apply(store);
      List<String> sentences = new ArrayList<>(files.cut());
      sentences.addAll(finding.sentences());
      return said(files, finding.code(), sentences, advice(finding.code()));
    }
  }

  /// Does what a start would do, and cuts a log that is damaged before its end.
  ///
  /// @return what was done
  /// @throws Refusal if it cannot be done
  List<String> repairNow() {
    try {
      DatabaseFiles files = DatabaseFiles.look(database);
      if (!files.exists()) {
        return List.of();
      }
      List<String> done = new ArrayList<>();
      try (RocksStore store = RocksStore.openWithCutLogs(database, columns, Settings.DEFAULT)) {
        for (String cut : store.cut()) {
          done.add("Cut the log, and with it what followed: " + cut + ".");
        }
        done.addAll(repair.apply(store));
      }
      return done;
    } catch (StoreException e) {
      throw refusal(e);
    }
  }

  /// Makes the half empty but for what is kept.
  ///
  /// @throws Refusal if it cannot be done; then nothing is lost
  void clear() {
    if (!Files.exists(database)) {
      throw Refusal.failed("there is no database in " + database);
    }
    try {
      DatabaseFiles.requireUnused(database);
      if (kept.isEmpty() || !dropped()) {
        Disk.remove(database);
      }
    } catch (StoreException e) {
      throw refusal(e);
    }
  }

  /// @return whether the kept columns are all that is left; false if they cannot be read, but may
  ///   go
  private boolean dropped() {
    try (RocksStore store = RocksStore.open(database, columns, Settings.DEFAULT)) {
      for (Column column : kept) {
        store.scan(column, new byte[0], null, (key, value) -> true);
      }
      store.dropAllBut(kept);
      return true;
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED || mayLoseKept) {
        if (e.kind() == StoreException.Kind.DAMAGED) {
          return false;
        }
        throw e;
      }
      throw new Refusal(
          ExitCode.DATABASE_DAMAGED,
          "the slashing protection in "
              + database
              + " cannot be read, and validators without it could contradict what they signed:"
              + " nothing was cleared; take the validators out of config.json and clear again, or"
              + " restore the database from a copy");
    }
  }

  private Diagnosis failed(StoreException e) {
    ExitCode code = code(e);
    return new Diagnosis(
        half, database, code, 0, 0, List.of(String.valueOf(e.getMessage())), advice(code));
  }

  private Diagnosis said(
      DatabaseFiles files, ExitCode code, List<String> sentences, String advice) {
    return new Diagnosis(
        half, database, code, files.sizeBytes(), files.tables().size(), sentences, advice);
  }

  private static Refusal refusal(StoreException e) {
    return new Refusal(code(e), String.valueOf(e.getMessage()));
  }

  private static ExitCode code(StoreException e) {
    return switch (e.kind()) {
      case DAMAGED -> ExitCode.DATABASE_DAMAGED;
      case FULL -> ExitCode.DISK_FULL;
      case IO, LOCKED, FOREIGN -> ExitCode.FAILED;
    };
  }

  private String cutting() {
    return "doctor --repair cuts the log there, says what is lost, and keeps a copy of the log";
  }

  private String advice(ExitCode code) {
    return switch (code) {
      case REPAIRABLE -> "start the node, or doctor --repair";
      case DATABASE_DAMAGED ->
          "doctor --clear "
              + half.name().toLowerCase(Locale.ROOT)
              + " empties this half, which then synchronises again";
      case WRONG_NETWORK -> "use the folder of that network, or another data folder";
      case OK, FAILED, USAGE, DISK_FULL, FAULT -> "";
    };
  }
}
