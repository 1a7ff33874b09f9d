package tandem.pairsim;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tandem.gwatcore.NodeEvent;
import tandem.gwatledger.LedgerReads;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// One run: pairs in one thread, under simulated time. Everything that happens is in the agenda,
/// and everything that is left to chance comes from the seed.
final class Simulation {
  /// How long before genesis a run begins.
  private static final long EARLY_MS = 5_000;

  private static final long STEP_MS = 1_000;

  final SimNetwork plan;
  final Disk.Fault diskFault;
  final Agenda agenda = new Agenda(SimNetwork.GENESIS_MS - EARLY_MS);
  final Transcript transcript;
  final Chance network;
  final Chance link;
  final Chance faultChance;
  final Invariants invariants;
  final Mesh gwats;
  final Mesh coordinators;
  private final Chance transfers;
  private final List<GwatHalf> gwatHalves = new ArrayList<>();
  private final List<CoordinatorHalf> coordinatorHalves = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final List<tandem.gwatcore.PeerKey> gwatKeys = new ArrayList<>();
  private final List<tandem.beaconcore.PeerKey> coordinatorKeys = new ArrayList<>();
  private FaultModel faults = FaultModel.NONE;
  private @Nullable Saboteur saboteur;
  private @Nullable Witness witness;
  private long nextMessage = 1;
  private long nextTransfer = 1;

  /// @param linesMax of the transcript
  Simulation(SimNetwork plan, long seed, int linesMax, Disk.Fault diskFault) {
    this.plan = plan;
    this.diskFault = diskFault;
    transcript = new Transcript(linesMax, agenda::nowMs);
    Chance chance = Chance.of(seed);
    network = chance.split();
    link = chance.split();
    transfers = chance.split();
    faultChance = chance.split();
    invariants = new Invariants(plan, plan.pairs);
    for (int i = 0; i < plan.pairs; i++) {
      GwatHalf gwat = new GwatHalf(this, i);
      CoordinatorHalf coordinator = new CoordinatorHalf(this, i);
      Link between = new Link(this, gwat);
      gwat.link(between);
      coordinator.link(between);
      gwatHalves.add(gwat);
      coordinatorHalves.add(coordinator);
      links.add(between);
      gwatKeys.add(new tandem.gwatcore.PeerKey("g%03d".formatted(i)));
      coordinatorKeys.add(new tandem.beaconcore.PeerKey("c%03d".formatted(i)));
    }
    gwats = new Mesh(this, plan.pairs, new GwatEnds());
    coordinators = new Mesh(this, plan.pairs, new CoordinatorEnds());
    agenda.at(SimNetwork.GENESIS_MS, this::beginSlot);
  }

  long nowMs() {
    return agenda.nowMs();
  }

  /// Slot by the true clock; negative before genesis.
  long slot() {
    return Math.floorDiv(nowMs() - SimNetwork.GENESIS_MS, SimNetwork.SLOT_MS);
  }

  FaultModel faults() {
    return faults;
  }

  /// Messages and calls fare by this from now on; nothing else fails.
  void setFaults(FaultModel model) {
    faults = model;
  }

  /// Everything fails by this from now on.
  void sabotage(FaultModel model) {
    faults = model;
    Saboteur begun = new Saboteur(this, model);
    saboteur = begun;
    begun.begin();
  }

  /// Faults stop: everything runs, everybody reaches everybody.
  void heal() {
    faults = FaultModel.NONE;
    if (saboteur != null) {
      saboteur.end();
      saboteur = null;
    }
    gwats.unblockAll();
    coordinators.unblockAll();
    links.forEach(Link::mend);
    for (Half half : halves()) {
      half.disk.spare();
      half.disk.free();
      half.skewMs = 0;
      half.unpause();
      half.forgetTraps();
      half.start();
    }
    transcript.add("faults stop");
  }

  @Nullable Witness witness() {
    return witness;
  }

  /// Somebody who sees the writes of processes that begin from now on.
  void setWitness(Witness given) {
    witness = given;
  }

  List<Half> halves() {
    List<Half> all = new ArrayList<>(gwatHalves);
    all.addAll(coordinatorHalves);
    return all;
  }

  GwatHalf gwat(int pair) {
    return gwatHalves.get(pair);
  }

  CoordinatorHalf coordinator(int pair) {
    return coordinatorHalves.get(pair);
  }

  Link link(int pair) {
    return links.get(pair);
  }

  List<CoordinatorHalf> coordinatorHalves() {
    return coordinatorHalves;
  }

  GwatHalf gwat(tandem.gwatcore.PeerKey key) {
    return gwatHalves.get(gwatKeys.indexOf(key));
  }

  CoordinatorHalf coordinator(tandem.beaconcore.PeerKey key) {
    return coordinatorHalves.get(coordinatorKeys.indexOf(key));
  }

  tandem.gwatcore.PeerKey gwatKey(int pair) {
    return gwatKeys.get(pair);
  }

  tandem.beaconcore.PeerKey coordinatorKey(int pair) {
    return coordinatorKeys.get(pair);
  }

  long nextMessage() {
    return nextMessage++;
  }

  void startPair(int pair) {
    gwat(pair).start();
    coordinator(pair).start();
  }

  void startAll() {
    for (int i = 0; i < plan.pairs; i++) {
      startPair(i);
    }
  }

  /// The process ends; its machine goes on, and says so to peers.
  void kill(Half half) {
    if (half.isUp()) {
      transcript.add(half + " killed in " + half.stage());
      half.kill();
      mesh(half).vanished(half.index, false);
    }
  }

  /// The power is gone, with a tail of what was not synced; it comes back after a while.
  void powerCut(Half half) {
    if (witness == null || !witness.takesCare(half)) {
      powerCut(half, faultChance.below(half.disk.unsynced() + 1));
      startLater(half, faultChance.between(500, 40_000));
    }
  }

  /// @param lost batches
  void powerCut(Half half, int lost) {
    half.disk.lose(lost);
    transcript.add(
        half + " power cut at write " + half.disk.writes() + ", " + lost + " batches lost");
    half.kill();
    mesh(half).vanished(half.index, true);
  }

  /// The process has ended by itself, for a reason that it says; it can say goodbye to peers.
  void exited(Half half) {
    transcript.add(half + " ends: " + half.exit());
    half.kill();
    mesh(half).vanished(half.index, false);
  }

  /// There is space on the disk again, and the half is started if it had to end.
  void freeDisk(Half half) {
    half.disk.free();
    transcript.add(half + " has space again");
    half.start();
  }

  void startLater(Half half, long delayMs) {
    agenda.after(delayMs, half::start);
  }

  void restart(Half half, long afterMs) {
    kill(half);
    startLater(half, afterMs);
  }

  /// The process is down and finds an empty database when it starts.
  void wipe(Half half) {
    kill(half);
    half.disk = new Disk(diskFault);
    transcript.add(half + " wiped");
  }

  void run(long ms) {
    agenda.runUntil(nowMs() + ms);
  }

  void runEpochs(long epochs) {
    run(epochs * SimNetwork.EPOCH_MS);
  }

  /// Lets time pass until something is true.
  ///
  /// @throws Violation if it is not within `maxMs`
  void runUntil(String what, long maxMs, BooleanSupplier condition) {
    long endMs = nowMs() + maxMs;
    while (!condition.getAsBoolean()) {
      if (nowMs() >= endMs) {
        throw new Violation("L1: not within %d s: %s; %s".formatted(maxMs / 1_000, what, stages()));
      }
      run(STEP_MS);
    }
  }

  /// Both halves of a pair are up and work.
  boolean works(int pair) {
    return gwat(pair).isUp()
        && coordinator(pair).isUp()
        && gwat(pair).stage() == Stage.WORKING
        && coordinator(pair).stage() == Stage.WORKING;
  }

  boolean allWork() {
    return halves().stream().allMatch(half -> half.isUp() && half.stage() == Stage.WORKING);
  }

  /// All pairs have the same finalised chain up to the lowest number, with the same state and
  /// receipts (S4), and heads near the clock's slot.
  boolean allAgree() {
    long common = Long.MAX_VALUE;
    for (GwatHalf half : gwatHalves) {
      common = Math.min(common, half.machine().reads().lastFinalized().number());
    }
    LedgerReads first = gwatHalves.getFirst().machine().reads();
    Hash32 expected = first.hashOf(common);
    if (expected == null) {
      return false;
    }
    for (GwatHalf half : gwatHalves) {
      LedgerReads reads = half.machine().reads();
      if (!Objects.equals(expected, reads.hashOf(common))) {
        return false;
      }
      boolean same =
          String.valueOf(first.finalBlock(expected))
                  .equals(String.valueOf(reads.finalBlock(expected)))
              && Objects.equals(first.receipts(expected), reads.receipts(expected));
      if (!same) {
        throw new Violation("S4: " + half + " has another state or receipts of " + expected);
      }
    }
    return coordinatorHalves.stream().allMatch(half -> half.machine().head().slot() >= slot() - 2);
  }

  /// Numbers of last finalised blocks of all gwats, added up.
  long finalised() {
    long sum = 0;
    for (GwatHalf half : gwatHalves) {
      sum += half.machine().reads().lastFinalized().number();
    }
    return sum;
  }

  /// The lowest finalised epoch of all coordinators.
  long finalisedEpoch() {
    long lowest = Long.MAX_VALUE;
    for (CoordinatorHalf half : coordinatorHalves) {
      lowest = Math.min(lowest, half.machine().finality().finalized().epoch());
    }
    return lowest;
  }

  /// One line for people: where everybody stands.
  String stages() {
    StringBuilder text = new StringBuilder();
    for (Half half : halves()) {
      text.append(text.isEmpty() ? "" : ", ").append(half).append(' ');
      if (!half.isUp()) {
        text.append("down");
      } else if (half instanceof GwatHalf gwat) {
        text.append(gwat.stage())
            .append(" at ")
            .append(gwat.machine().reads().lastFinalized().number());
        if (gwat.stage() != Stage.WORKING) {
          text.append(" (").append(gwat.machine().status().waitsFor()).append(')');
        }
      } else if (half instanceof CoordinatorHalf coordinator) {
        text.append(coordinator.stage())
            .append(" at slot ")
            .append(coordinator.machine().head().slot())
            .append(", finalised ")
            .append(coordinator.machine().finality().finalized().epoch());
        if (coordinator.stage() != Stage.WORKING) {
          text.append(" (").append(coordinator.machine().status().waitsFor()).append(')');
        }
      }
    }
    return text.toString();
  }

  private void beginSlot() {
    agenda.after(SimNetwork.SLOT_MS, this::beginSlot);
    for (GwatHalf half : gwatHalves) {
      if (half.isUp()) {
        invariants.slot(half);
        for (int i = transfers.below(3); i > 0; i--) {
          half.post(transfers.between(0, SimNetwork.SLOT_MS), () -> transfer(half));
        }
      }
    }
  }

  private void transfer(GwatHalf half) {
    long nonce = half.machine().nextNonce(plan.address(half.index));
    int to = transfers.below(plan.pairs);
    half.handle(
        new NodeEvent.TransactionGiven(
            nextTransfer++, plan.transfer(half.index, to, nonce, transfers.between(1, 1_000))));
  }

  private Mesh mesh(Half half) {
    return half instanceof GwatHalf ? gwats : coordinators;
  }

  private final class GwatEnds implements Mesh.Ends {
    @Override
    public Half half(int index) {
      return gwat(index);
    }

    @Override
    public void connected(int index, int peer) {
      gwat(index).handle(new NodeEvent.PeerConnected(gwatKey(peer)));
    }

    @Override
    public void gone(int index, int peer) {
      gwat(index).handle(new NodeEvent.PeerGone(gwatKey(peer)));
    }
  }

  private final class CoordinatorEnds implements Mesh.Ends {
    @Override
    public Half half(int index) {
      return coordinator(index);
    }

    @Override
    public void connected(int index, int peer) {
      coordinator(index)
          .handle(new tandem.beaconcore.BeaconNodeEvent.PeerConnected(coordinatorKey(peer)));
    }

    @Override
    public void gone(int index, int peer) {
      coordinator(index)
          .handle(new tandem.beaconcore.BeaconNodeEvent.PeerGone(coordinatorKey(peer)));
    }
  }
}
