package tandem.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Half;

/// All trials, in the order in which they run: those that need an old network come last.
final class Trials {
  /// Issue 3: either half killed in WORKING works again in less.
  private static final Duration KILLED_MAX = Duration.ofSeconds(15);

  private static final int ANY = Integer.MAX_VALUE;

  private static final Set<Half> GWAT = EnumSet.of(Half.GWAT);
  private static final Set<Half> COORDINATOR = EnumSet.of(Half.COORDINATOR);
  private static final Set<Half> BOTH = EnumSet.allOf(Half.class);

  private Trials() {}

  static List<Trial> all() {
    List<Trial> all = new ArrayList<>();
    all.add(
        trial(
            "genesis",
            "24",
            "All pairs and A start before genesis; from slot 0 on.",
            null,
            1,
            new Starts.Genesis()));
    all.addAll(kills());
    all.addAll(pauses());
    all.addAll(links());
    all.addAll(starts());
    all.addAll(disks());
    all.addAll(databases());
    return all;
  }

  private static List<Trial> kills() {
    return List.of(
        trial(
            "restart",
            "9",
            "Both halves are asked to end, and started again; nothing may be unwound.",
            KILLED_MAX,
            ANY,
            new Kills.Restart()),
        trial(
            "gwat-killed",
            "4",
            "gwat is killed in WORKING; from its restart on.",
            KILLED_MAX,
            ANY,
            new Kills.InWorking(GWAT)),
        trial(
            "coordinator-killed",
            "5",
            "The coordinator is killed in WORKING; from its restart on.",
            KILLED_MAX,
            ANY,
            new Kills.InWorking(COORDINATOR)),
        trial(
            "both-killed",
            "6",
            "Both are killed in WORKING; from their restart on.",
            KILLED_MAX,
            ANY,
            new Kills.InWorking(BOTH)),
        trial(
            "gwat-killed-in-sync",
            "4",
            "From empty databases; gwat is killed as it enters a stage, each round another one;"
                + " from its restart on.",
            null,
            Kills.STAGES.size(),
            new Kills.InSync(GWAT)),
        trial(
            "coordinator-killed-in-sync",
            "5",
            "The same with the coordinator.",
            null,
            Kills.STAGES.size(),
            new Kills.InSync(COORDINATOR)),
        trial(
            "both-killed-in-sync",
            "6",
            "The same with both, as gwat enters a stage.",
            null,
            Kills.STAGES.size(),
            new Kills.InSync(BOTH)));
  }

  private static List<Trial> pauses() {
    return List.of(
        trial(
            "gwat-stopped-twice",
            "chapter 3",
            "gwat stands still (SIGSTOP) for 45 s, twice in a row; from the second SIGCONT on.",
            null,
            1,
            new Pauses(Half.GWAT)),
        trial(
            "coordinator-stopped-twice",
            "chapter 3",
            "The coordinator stands still for 45 s, twice in a row; from the second SIGCONT on.",
            null,
            1,
            new Pauses(Half.COORDINATOR)),
        trial(
            "wrong-clock",
            "chapter 3",
            "The coordinator's clock is wrong by -3 to 3 slots for an epoch; from its restart with"
                + " the right one on.",
            null,
            WrongClock.OFFSETS.size(),
            new WrongClock()));
  }

  private static List<Trial> links() {
    return List.of(
        trial(
            "wrong-secret",
            "chapter 3",
            "One half starts with another JWT secret, and is restarted with the right one; the"
                + " other half runs on.",
            KILLED_MAX,
            4,
            new Links.WrongSecret()),
        trial(
            "other-networks-gwat",
            "20",
            "The coordinator's link leads to a gwat of another network: it says so and does not"
                + " work; from its restart with the right link on.",
            KILLED_MAX,
            2,
            new Links.ForeignGwat()));
  }

  private static List<Trial> starts() {
    return List.of(
        trial(
            "gwat-first",
            "2",
            "From empty databases, gwat two epochs before the coordinator; from the coordinator's"
                + " start on.",
            null,
            1,
            new Starts.OneFirst(Half.GWAT)),
        trial(
            "coordinator-first",
            "3",
            "From empty databases, the coordinator two epochs before gwat; from gwat's start on.",
            null,
            1,
            new Starts.OneFirst(Half.COORDINATOR)),
        trial(
            "silent-coordinator",
            "18",
            "The coordinator is killed until gwat follows the network alone (CATCH_UP); from its"
                + " restart on.",
            null,
            1,
            new Starts.SilentCoordinator(COORDINATOR)),
        trial(
            "both-killed-in-catch-up",
            "6",
            "The same, and gwat is killed in CATCH_UP too; from the restart of both on.",
            null,
            1,
            new Starts.SilentCoordinator(BOTH)));
  }

  private static List<Trial> disks() {
    return List.of(
        trial(
            "full-disk-of-gwat",
            "19",
            "The file system of gwat's database becomes full while it works, in odd rounds while it"
                + " does not run: it ends with code 4; from its restart with space on.",
            null,
            2,
            new FullDisk(Half.GWAT)),
        trial(
            "full-disk-of-coordinator",
            "19",
            "The same with the coordinator's database.",
            null,
            2,
            new FullDisk(Half.COORDINATOR)),
        trial(
            "cut-log-of-gwat",
            "chapter 3",
            "gwat is killed and its database's write-ahead log loses its end: it comes back, or"
                + " ends with code 3 and starts empty.",
            null,
            ANY,
            new Databases.CutLog(Half.GWAT)),
        trial(
            "cut-log-of-coordinator",
            "chapter 3",
            "The same with the coordinator's database.",
            null,
            ANY,
            new Databases.CutLog(Half.COORDINATOR)));
  }

  private static List<Trial> databases() {
    return List.of(
        trial(
            "other-networks-gwat-database",
            "20",
            "gwat finds a database of another network: it ends with code 5; from its restart with"
                + " its own on.",
            null,
            2,
            new Databases.Foreign(Half.GWAT)),
        trial(
            "other-networks-coordinator-database",
            "20",
            "The same with the coordinator's database.",
            null,
            2,
            new Databases.Foreign(Half.COORDINATOR)),
        trial(
            "old-gwat",
            "10",
            "gwat starts with a copy of its database that is 10 epochs or more older than the"
                + " coordinator's.",
            null,
            ANY,
            new Databases.Old(Half.GWAT)),
        trial(
            "old-coordinator",
            "11",
            "The coordinator starts with a copy of its database that is 10 epochs or more older"
                + " than gwat's.",
            null,
            ANY,
            new Databases.Old(Half.COORDINATOR)),
        trial(
            "stalled-finality",
            "15",
            "A third of the validators is away for 6 epochs, then A joins with empty databases;"
                + " from its start on.",
            null,
            1,
            new Starts.StalledFinality()),
        trial(
            "wiped-pair", "1", "Both databases are lost.", null, ANY, new Databases.Wiped(BOTH, 0)),
        trial(
            "wiped-coordinator",
            "13",
            "The coordinator's database is lost.",
            null,
            ANY,
            new Databases.Wiped(COORDINATOR, 0)),
        trial(
            "wiped-gwat",
            "12",
            "gwat's database is lost.",
            null,
            ANY,
            new Databases.Wiped(GWAT, 0)),
        trial(
            "wiped-gwat-after-50-epochs",
            "12",
            "gwat's database is lost in epoch 50 or later.",
            null,
            ANY,
            new Databases.Wiped(GWAT, 50)));
  }

  private static Trial trial(
      String name,
      String scenario,
      String what,
      @Nullable Duration target,
      int roundsMax,
      Trial.Fault fault) {
    return new Trial(name, scenario, what, target, roundsMax, fault);
  }
}
