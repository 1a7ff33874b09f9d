package tandem.beaconstages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tandem.gwatstages.Application;
import tandem.gwatstages.CheckpointCheck;
import tandem.gwatstages.GwatEffect;
import tandem.gwatstages.GwatEvent;
import tandem.gwatstages.GwatStageParams;
import tandem.gwatstages.GwatStages;
import tandem.gwatstages.GwatState;
import tandem.gwatstages.GwatStep;
import tandem.pairprotocol.BlockRef;
import tandem.pairprotocol.CallId;
import tandem.pairprotocol.ConsensusInfo;
import tandem.pairprotocol.LinkOutcome;
import tandem.pairprotocol.LinkRequest;
import tandem.pairprotocol.LinkResponse;
import tandem.pairprotocol.Reason;
import tandem.pairprotocol.Stage;
import tandem.primitives.Hash32;

/// Both stage machines, a link between them that loses calls and answers, and in place of ledger,
/// beacon chain and peers the least that makes their answers true: a chain of spines that the
/// network goes on making, of which each half has a part. Everything by one seed, in one thread,
/// under simulated time.
final class PairSimulation {
  private static final long STEP_MS = 100;
  private static final int SYNC_PER_STEP = 4;
  private static final long CHUNK_SLOTS = 6;

  private record Delivery(long atMs, long order, Runnable what) {}

  final Random random;
  final TestChain chain;
  long nowMs;

  /// Last slot of the network.
  long networkSlot;

  /// Share of calls, and of answers, that get lost.
  double loss;

  boolean linkIsCut;

  /// Whether the network's head moves to another branch now and then.
  boolean reorganizes;

  final Gwat gwat = new Gwat();
  final Coordinator coordinator = new Coordinator();
  private final PriorityQueue<Delivery> deliveries =
      new PriorityQueue<>(
          Comparator.comparingLong(Delivery::atMs).thenComparingLong(Delivery::order));
  private long nextOrder;

  PairSimulation(long seed, long slots) {
    random = new Random(seed);
    chain = new TestChain(slots);
    networkSlot = slots;
    nowMs = TestBeacon.startOf(slots) + 500;
  }

  // Time

  void run(long ms) {
    long endMs = nowMs + ms;
    while (nowMs < endMs) {
      step();
    }
  }

  /// @return how long it took, or -1 if it did not come true in time
  long runUntil(long maxMs, java.util.function.BooleanSupplier wanted) {
    long fromMs = nowMs;
    while (nowMs - fromMs < maxMs) {
      if (wanted.getAsBoolean()) {
        return nowMs - fromMs;
      }
      step();
    }
    return wanted.getAsBoolean() ? nowMs - fromMs : -1;
  }

  boolean bothWork() {
    return gwat.stage() == Stage.WORKING && coordinator.stage() == Stage.WORKING;
  }

  /// gwat's chain is that of the coordinator's head, from genesis on (S3, S4).
  boolean agrees() {
    for (int number = 0; number < gwat.finalised.size(); number++) {
      if (!gwat.finalised.get(number).equals(chain.spine(number))) {
        return false;
      }
    }
    return gwat.finalised.size() == chain.headSlot + 1;
  }

  private void step() {
    nowMs += STEP_MS;
    if (nowMs >= TestBeacon.startOf(networkSlot + 1)) {
      networkSlot++;
      if (reorganizes && random.nextInt(12) == 0) {
        chain.reorganize(networkSlot - random.nextInt(4));
      }
      gwat.onPropagated(chain.spine(networkSlot));
    }
    while (!deliveries.isEmpty() && deliveries.peek().atMs() <= nowMs) {
      deliveries.remove().what().run();
    }
    gwat.tick();
    coordinator.tick();
  }

  private void after(long ms, Runnable what) {
    deliveries.add(new Delivery(nowMs + ms, nextOrder++, what));
  }

  private boolean isLost() {
    return linkIsCut || random.nextDouble() < loss;
  }

  /// One call over the link. The outcome comes exactly once.
  private void carry(LinkRequest request, long timeoutMs, Consumer<LinkOutcome> outcome) {
    boolean[] told = new boolean[1];
    Consumer<LinkOutcome> once =
        result -> {
          if (!told[0]) {
            told[0] = true;
            outcome.accept(result);
          }
        };
    after(timeoutMs, () -> once.accept(new LinkOutcome.TimedOut()));
    if (isLost()) {
      // Some faults are noticed at once, some never.
      if (random.nextBoolean()) {
        after(10, () -> once.accept(new LinkOutcome.Down("refused")));
      }
      return;
    }
    after(
        5 + random.nextInt(150),
        () -> {
          if (!gwat.isUp()) {
            once.accept(new LinkOutcome.Down("refused"));
            return;
          }
          gwat.serve(
              request,
              response -> {
                if (isLost()) {
                  if (random.nextBoolean()) {
                    after(10, () -> once.accept(new LinkOutcome.Down("reset")));
                  }
                } else {
                  after(
                      5 + random.nextInt(150),
                      () -> once.accept(new LinkOutcome.Answered(response)));
                }
              });
        });
  }

  // gwat

  /// A finalised chain of spines, whose numbers are their places, and the blocks that are known.
  final class Gwat {
    private final GwatStages stages =
        new GwatStages(
            GwatStageParams.defaults(true, TestBeacon.GENESIS_S * 1_000, TestBeacon.SLOT_MS));
    final List<Hash32> finalised = new ArrayList<>(List.of(TestChain.genesisSpine()));
    private final Set<Hash32> known = new HashSet<>(finalised);
    final List<Stage> history = new ArrayList<>();
    private @Nullable GwatState state;
    private long process;
    private final Map<Long, Consumer<LinkResponse>> open = new HashMap<>();
    private long calls;
    private @Nullable GwatEffect sync;
    private long syncMs;
    int unwound;

    boolean isUp() {
      return state != null;
    }

    @Nullable Stage stage() {
      return state == null ? null : state.stage();
    }

    void start() {
      history.clear();
      unwound = 0;
      state = GwatState.starting(nowMs);
      long started = ++process;
      after(
          400,
          () -> {
            if (state != null && process == started) {
              on(new GwatEvent.Opened(finalised.size() - 1L));
            }
          });
    }

    void kill() {
      state = null;
      open.clear();
      sync = null;
    }

    void wipe() {
      finalised.subList(1, finalised.size()).clear();
      known.clear();
      known.addAll(finalised);
    }

    private void serve(LinkRequest request, Consumer<LinkResponse> answer) {
      long id = ++calls;
      open.put(id, answer);
      on(new GwatEvent.LinkCall(new CallId(id), request));
    }

    /// By gossip, with its ancestors, which are fetched.
    private void onPropagated(Hash32 spine) {
      if (state != null && state.stage() != Stage.STARTING && random.nextDouble() >= loss) {
        learn(spine);
      }
    }

    private void learn(Hash32 spine) {
      for (Hash32 hash = spine; hash != null && known.add(hash); hash = chain.parent(hash)) {
        // Until one is known.
      }
    }

    private void tick() {
      if (state == null) {
        return;
      }
      switch (sync) {
        case GwatEffect.StartCheckpointSync(@Nullable Hash32 target) -> syncChain(target);
        case GwatEffect.StartDagSync() -> {
          if (nowMs - syncMs > 300) {
            learn(chain.spine(networkSlot));
            on(new GwatEvent.DagSyncDone(2));
          }
        }
        case GwatEffect.StartCatchUp() -> syncChain(null);
        case null, default -> {}
      }
      if (state != null) {
        on(new GwatEvent.PeerHeads(List.of(peersNumber(), peersNumber())));
        on(new GwatEvent.Tick());
      }
    }

    /// What the peers have finalised: they follow their coordinators, two epochs behind.
    private long peersNumber() {
      return Math.max(0, networkSlot - 16);
    }

    private void syncChain(@Nullable Hash32 target) {
      for (int i = 0; i < SYNC_PER_STEP; i++) {
        if (target != null && finalised.contains(target)) {
          break;
        }
        long next = finalised.size();
        if (next > peersNumber() || !finalised.getLast().equals(chain.spine(next - 1))) {
          break;
        }
        known.add(chain.spine(next));
        finalised.add(chain.spine(next));
      }
      on(new GwatEvent.SyncProgress(finalised.size() - 1L, peersNumber()));
      boolean reached = target != null && finalised.contains(target);
      boolean more =
          finalised.size() <= peersNumber()
              && finalised.getLast().equals(chain.spine(finalised.size() - 1L));
      if (reached || !more) {
        on(new GwatEvent.CheckpointSyncDone(reached, 2));
      }
    }

    private void on(GwatEvent first) {
      Deque<GwatEvent> events = new ArrayDeque<>(List.of(first));
      while (!events.isEmpty()) {
        GwatState before = state;
        assertThat(before).isNotNull();
        GwatStep step = stages.step(nowMs, before, events.removeFirst());
        state = step.state();
        for (GwatEffect effect : step.effects()) {
          GwatEvent report = carryOut(effect);
          if (report != null) {
            events.add(report);
          }
        }
      }
    }

    private @Nullable GwatEvent carryOut(GwatEffect effect) {
      switch (effect) {
        case GwatEffect.StartCheckpointSync _,
            GwatEffect.StartDagSync _,
            GwatEffect.StartCatchUp _ -> {
          sync = effect;
          syncMs = nowMs;
        }
        case GwatEffect.StopSync() -> sync = null;
        case GwatEffect.FetchMissing(Hash32 spine) -> after(500, () -> learn(spine));
        case GwatEffect.CheckCheckpoint(CallId call, Hash32 spine) -> {
          return new GwatEvent.CheckpointChecked(call, check(spine));
        }
        case GwatEffect.ApplyHeadSync apply -> {
          return new GwatEvent.HeadSyncApplied(apply.call(), apply(apply));
        }
        case GwatEffect.ApplyFinalize apply -> {
          Application fault = finalise(apply.spines(), null, apply.anchors().finalizedSpine());
          return new GwatEvent.FinalizeApplied(apply.call(), fault == null ? applied() : fault);
        }
        case GwatEffect.RepairFinalized _ -> {
          return new GwatEvent.Repaired(finalised.size() - 1L);
        }
        case GwatEffect.Serve(CallId call, LinkRequest request) -> answer(call, read(request));
        case GwatEffect.Answer(CallId call, LinkResponse response) -> answer(call, response);
        case GwatEffect.StageChanged changed -> history.add(changed.to());
        case GwatEffect.TakeCheckpoint _, GwatEffect.BeginSlot _ -> {}
        case GwatEffect.Alarm(String text) -> throw new AssertionError(text);
        case GwatEffect.ExitDiskFull exit -> throw new AssertionError(exit);
      }
      return null;
    }

    private void answer(CallId call, LinkResponse response) {
      Consumer<LinkResponse> caller = open.remove(call.value());
      assertThat(caller).as("answered once").isNotNull();
      caller.accept(response);
    }

    private CheckpointCheck check(Hash32 spine) {
      int number = finalised.indexOf(spine);
      if (number >= 0) {
        return new CheckpointCheck.Ready(number);
      }
      return known.contains(spine)
          ? new CheckpointCheck.NotFinalized()
          : new CheckpointCheck.Unknown();
    }

    private Application apply(GwatEffect.ApplyHeadSync apply) {
      Long lastApplied = null;
      for (ConsensusInfo entry : apply.entries()) {
        Application fault = finalise(entry.finalizing(), entry.slot(), entry.finalizedSpine());
        if (fault != null) {
          return fault;
        }
        lastApplied = entry.slot();
      }
      assertThat(lastApplied).isNotNull();
      if (apply.isFinal()) {
        unwindTo(finalised.indexOf(apply.end()));
      }
      return applied();
    }

    private Application applied() {
      return new Application.Applied(finalised.size() - 1L, finalised.getLast());
    }

    /// @return null when all are finalised
    private @Nullable Application finalise(
        List<Hash32> spines, @Nullable Long slot, @Nullable Hash32 floor) {
      for (Hash32 spine : spines) {
        Deque<Hash32> missing = new ArrayDeque<>();
        Hash32 hash = spine;
        while (hash != null && !finalised.contains(hash)) {
          if (!known.contains(hash)) {
            return refused(Reason.UNKNOWN_SPINE, slot, hash);
          }
          missing.push(hash);
          hash = chain.parent(hash);
        }
        if (missing.isEmpty()) {
          continue;
        }
        int shared = finalised.indexOf(hash);
        if (floor != null && shared < finalised.indexOf(floor)) {
          return refused(Reason.BELOW_FLOOR, slot, spine);
        }
        unwindTo(shared);
        finalised.addAll(missing);
      }
      return null;
    }

    private Application refused(Reason reason, @Nullable Long slot, Hash32 spine) {
      return new Application.NotApplied(
          reason, slot, spine, "simulated", null, finalised.size() - 1L);
    }

    private void unwindTo(int number) {
      unwound += finalised.size() - 1 - number;
      finalised.subList(number + 1, finalised.size()).clear();
    }

    private LinkResponse read(LinkRequest request) {
      return switch (request) {
        case LinkRequest.ReadChainId() -> new LinkResponse.ChainId(TestBeacon.CHAIN_ID);
        case LinkRequest.ReadBlock _ ->
            new LinkResponse.Block(new BlockRef(TestChain.genesisSpine(), 0L, 0, 1));
        case LinkRequest.SyncSlotInfo _ -> new LinkResponse.Verdict(true);
        case LinkRequest.ReadCoordinatedState() ->
            TestBeacon.coordinated(state.stage(), finalised.getLast());
        default -> throw new AssertionError(request);
      };
    }
  }

  // The coordinator

  /// A part of the network's chain, up to `chain.headSlot`.
  final class Coordinator {
    private final BeaconStages stages = new BeaconStages(TestBeacon.PARAMS);
    final List<Stage> history = new ArrayList<>();
    private @Nullable BeaconState state;
    private long process;
    private boolean ahead;

    boolean isUp() {
      return state != null;
    }

    @Nullable Stage stage() {
      return state == null ? null : state.stage();
    }

    String waitsFor() {
      return state == null ? "down" : stages.status(state).waitsFor();
    }

    /// R22: the head is the last checkpoint.
    void start() {
      history.clear();
      chain.headSlot = chain.justifiedSlot();
      process++;
      state = BeaconState.starting(nowMs, random.nextLong());
      on(new BeaconEvent.Opened(chain.head()));
      on(new BeaconEvent.Peers(3, 0));
    }

    void kill() {
      state = null;
    }

    void wipe() {
      chain.headSlot = 0;
    }

    private void tick() {
      BeaconState running = state;
      if (running == null) {
        return;
      }
      long before = chain.headSlot;
      Head head = running.head();
      switch (running.stage()) {
        case CHECKPOINT_SYNC, DAG_SYNC ->
            chain.headSlot = Math.min(networkSlot, chain.headSlot + SYNC_PER_STEP);
        case HEAD_SYNC_READY, HEAD_SYNC, WORKING -> {
          // By gossip, which comes a little late now and then.
          if (random.nextInt(4) > 0 && networkSlot - chain.headSlot <= 2) {
            chain.headSlot = networkSlot;
          }
        }
        case STARTING, CATCH_UP -> throw new AssertionError(running.stage());
      }
      if (chain.headSlot != before || !head.equals(chain.head())) {
        on(new BeaconEvent.HeadChanged(chain.head(), 0));
      }
      boolean nowAhead = networkSlot > chain.headSlot + TestChain.SLOTS_PER_EPOCH;
      if (nowAhead != ahead) {
        ahead = nowAhead;
        on(new BeaconEvent.Peers(3, ahead ? 3 : 0));
      }
      if (chain.headSlot >= networkSlot - 24) {
        on(new BeaconEvent.CheckpointSyncDone(2));
      }
      if (chain.headSlot == networkSlot) {
        on(new BeaconEvent.DagSyncDone(2));
      }
      on(new BeaconEvent.Tick());
    }

    private void on(BeaconEvent first) {
      Deque<BeaconEvent> events = new ArrayDeque<>(List.of(first));
      while (!events.isEmpty()) {
        BeaconState before = state;
        assertThat(before).isNotNull();
        BeaconStep step = stages.step(nowMs, before, events.removeFirst());
        state = step.state();
        for (BeaconEffect effect : step.effects()) {
          switch (effect) {
            case BeaconEffect.ChooseCheckpoint(int stepBack) ->
                events.add(new BeaconEvent.CheckpointChosen(chain.checkpoint(stepBack)));
            case BeaconEffect.BuildHeadSync build ->
                events.add(
                    new BeaconEvent.HeadSyncBuilt(
                        chain.headSync(build.checkpoint(), build.after(), CHUNK_SLOTS)));
            case BeaconEffect.BuildFinalize build ->
                events.add(chain.finalizing(build.applied(), build.head()));
            case BeaconEffect.BuildSlot build ->
                events.add(new BeaconEvent.SlotBuilt(chain.info(build.slot())));
            case BeaconEffect.Call(CallId id, LinkRequest request, long timeoutMs) -> {
              long caller = process;
              carry(request, timeoutMs, outcome -> onOutcome(caller, id, outcome));
            }
            case BeaconEffect.Probe(CallId id, LinkRequest request, long timeoutMs) -> {
              long caller = process;
              carry(request, timeoutMs, outcome -> onOutcome(caller, id, outcome));
            }
            case BeaconEffect.Repair _ -> {}
            case BeaconEffect.StageChanged changed -> history.add(changed.to());
            case BeaconEffect.StartCheckpointSync _, BeaconEffect.StartDagSync _ -> {}
            case BeaconEffect.StopSync _, BeaconEffect.LinkChanged _ -> {}
            case BeaconEffect.SteppedBack _, BeaconEffect.HeadInvalidForGwat _ -> {}
            case BeaconEffect.Alarm(String text) -> throw new AssertionError(text);
          }
        }
      }
    }

    /// To the process that made the call, and to no later one.
    private void onOutcome(long caller, CallId id, LinkOutcome outcome) {
      if (state != null && process == caller) {
        on(new BeaconEvent.Outcome(id, outcome));
      }
    }
  }
}
