package tandem.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Account;
import tandem.devnet.Disk;
import tandem.devnet.Half;
import tandem.devnet.Member;
import tandem.devnet.NetworkFiles;
import tandem.devnet.NodeFolder;
import tandem.devnet.NodeProcess;
import tandem.devnet.Refusal;
import tandem.devnet.StageLog;
import tandem.pairprotocol.Stage;

/// Pair A: two processes to which trials do things. Thread-safe where logs come in.
final class Victim implements AutoCloseable {
  /// In gwat's line about finalised blocks.
  private static final String UNWOUND = " were unwound";

  private static final Pattern OPENED =
      Pattern.compile(".*stage STARTING -> .*database open at finalised number (\\d+).*");
  private static final int LINES_MAX = 2_000;

  private final Member member;
  private final NodeFolder folder;
  private final Account account;
  private final LogWatch logs = new LogWatch();
  private final Map<Half, NodeProcess> processes = new EnumMap<>(Half.class);
  private final Map<Half, Stage> stages = new EnumMap<>(Half.class);

  /// Of each half, since its last start.
  private final Map<Half, List<String>> lines = new EnumMap<>(Half.class);

  private @Nullable Trap trap;
  private boolean unwound;
  private long openedAt = -1;

  /// What is killed as soon as a half enters a stage.
  private record Trap(Half trigger, Stage stage, Set<Half> victims) {}

  Victim(Member member, Account account) {
    this.member = member;
    this.folder = member.folder();
    this.account = account;
  }

  Member member() {
    return member;
  }

  /// Its folder as the network's writer made it.
  NodeFolder folder() {
    return folder;
  }

  synchronized void start(Set<Half> halves) {
    for (Half half : halves) {
      start(half, List.of());
    }
  }

  /// @param options of the command line
  synchronized void start(Half half, List<String> options) {
    stages.put(half, Stage.STARTING);
    lines.put(half, new ArrayList<>());
    if (half == Half.GWAT) {
      unwound = false;
      openedAt = -1;
    }
    Path log = folder.dir().resolve(half.command() + ".log");
    processes.put(
        half,
        NodeProcess.start(
            half.command(),
            options,
            folder.dir(),
            ChaosPlan.HEAP,
            log,
            line -> onLine(half, line)));
  }

  private void onLine(Half half, String line) {
    logs.look("A's " + half.command(), line);
    StageLog.Change change = StageLog.parse(line).orElse(null);
    synchronized (this) {
      List<String> seen = lines.computeIfAbsent(half, _ -> new ArrayList<>());
      if (seen.size() < LINES_MAX) {
        seen.add(line);
      }
      if (trap != null && trap.trigger() == half) {
        Stage entered = change == null ? Stage.STARTING : change.to();
        if (trap.stage() == entered) {
          trap.victims().forEach(victim -> process(victim).signalKill());
          trap = null;
        }
      }
      unwound |= line.contains(UNWOUND);
      Matcher opened = OPENED.matcher(line);
      if (half == Half.GWAT && opened.matches()) {
        openedAt = Long.parseLong(opened.group(1));
      }
      if (change != null) {
        stages.put(half, change.to());
      }
    }
    if (change != null) {
      account.say(
          String.format(
              "    A's %-12s %s -> %s: %s",
              half.command(), change.from(), change.to(), change.why()));
    }
  }

  /// Kills `victims` in the moment in which `trigger` enters `stage`; for [Stage#STARTING] with its
  /// first line of log.
  synchronized void killAt(Half trigger, Stage stage, Set<Half> victims) {
    trap = new Trap(trigger, stage, EnumSet.copyOf(victims));
  }

  /// Whether what [#killAt] waits for has happened.
  synchronized boolean sprung() {
    return trap == null;
  }

  /// SIGKILL to all of them at once, then waits. What runs no more may be named.
  void kill(Set<Half> halves) {
    synchronized (this) {
      trap = null;
    }
    List<NodeProcess> dying = running(halves);
    dying.forEach(NodeProcess::signalKill);
    dying.forEach(NodeProcess::kill);
    forgetProcesses(halves);
  }

  /// SIGTERM, then waits.
  ///
  /// @throws TrialFailed if it does not end by itself with code 0
  void stop(Set<Half> halves) {
    List<NodeProcess> ending = running(halves);
    ending.forEach(NodeProcess::terminate);
    for (NodeProcess process : ending) {
      if (!process.awaitEnd()) {
        throw new TrialFailed("asked to end, " + process.obituary());
      }
    }
    forgetProcesses(halves);
  }

  private synchronized List<NodeProcess> running(Set<Half> halves) {
    return halves.stream().filter(processes::containsKey).map(this::process).toList();
  }

  private synchronized void forgetProcesses(Set<Half> halves) {
    halves.forEach(processes::remove);
  }

  void pause(Half half) {
    process(half).pause();
  }

  void resume(Half half) {
    process(half).resume();
  }

  private synchronized NodeProcess process(Half half) {
    NodeProcess process = processes.get(half);
    if (process == null) {
      throw new IllegalStateException(half + " does not run");
    }
    return process;
  }

  /// Whether it was started and not ended by a trial since.
  synchronized boolean started(Half half) {
    return processes.containsKey(half);
  }

  /// The code of a process that has ended by itself.
  synchronized OptionalInt exitCode(Half half) {
    return process(half).exitCode();
  }

  /// Takes notice of an end that a trial has waited for.
  void buried(Half half) {
    forgetProcesses(Set.of(half));
  }

  /// @throws TrialFailed if a process has ended that was to run
  synchronized void requireLife() {
    for (Map.Entry<Half, NodeProcess> entry : processes.entrySet()) {
      if (!entry.getValue().alive()) {
        List<String> said = lines.getOrDefault(entry.getKey(), List.of());
        String last = said.isEmpty() ? "" : "; its last words: " + said.getLast();
        throw new TrialFailed(entry.getValue().obituary() + last);
      }
    }
  }

  /// The stage, as the log tells it.
  synchronized Stage stage(Half half) {
    return stages.getOrDefault(half, Stage.STARTING);
  }

  /// Whether gwat has unwound anything since its last start.
  synchronized boolean unwound() {
    return unwound;
  }

  /// The finalised number at which gwat's last start found its database; -1 if it has not said so.
  synchronized long openedAt() {
    return openedAt;
  }

  /// The first line since the last start of `half` with one of `words`.
  synchronized @Nullable String line(Half half, List<String> words) {
    return lines.getOrDefault(half, List.of()).stream()
        .filter(line -> words.stream().anyMatch(line::contains))
        .findFirst()
        .orElse(null);
  }

  /// The first line since the last start of `half` with all of `words`.
  synchronized @Nullable String lineWithAll(Half half, List<String> words) {
    return lines.getOrDefault(half, List.of()).stream()
        .filter(line -> words.stream().allMatch(line::contains))
        .findFirst()
        .orElse(null);
  }

  /// What no log may hold, and one does.
  List<String> faults() {
    return logs.take();
  }

  /// Folder of database and node key.
  Path data(Half half) {
    return switch (half) {
      case GWAT -> folder.gwat().data();
      case COORDINATOR -> folder.coordinator().data();
    };
  }

  /// Removes databases; the keys of the nodes stay.
  void forget(Set<Half> halves) {
    for (Half half : halves) {
      try (Stream<Path> entries = Files.list(data(half))) {
        entries
            .filter(entry -> !entry.getFileName().toString().equals(key(half)))
            .toList()
            .forEach(Disk::remove);
      } catch (IOException e) {
        throw Refusal.failed("cannot look into " + data(half) + ": " + e.getMessage());
      }
    }
  }

  private static String key(Half half) {
    return switch (half) {
      case GWAT -> NetworkFiles.GWAT_NODE_KEY;
      case COORDINATOR -> NetworkFiles.COORDINATOR_NODE_KEY;
    };
  }

  /// Writes another `config.json`, made from the original one, for the next start.
  void configure(UnaryOperator<NodeFolder> change) {
    Path config = folder.dir().resolve(NodeFolder.CONFIG);
    Disk.remove(config);
    Disk.write(config, change.apply(folder).toJson());
  }

  @Override
  public void close() {
    for (Half half : Half.values()) {
      for (NodeProcess process : running(Set.of(half))) {
        process.resume();
      }
    }
    kill(EnumSet.allOf(Half.class));
    member.close();
  }
}
