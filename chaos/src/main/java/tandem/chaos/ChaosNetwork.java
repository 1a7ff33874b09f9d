package tandem.chaos;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Account;
import tandem.devnet.Accounts;
import tandem.devnet.CoordinatorApi;
import tandem.devnet.Member;
import tandem.devnet.NetworkFiles;
import tandem.devnet.NetworkPlan;
import tandem.devnet.NetworkWriter;
import tandem.devnet.RunningPair;
import tandem.devnet.SlotClock;
import tandem.devnet.Transfers;
import tandem.devnet.Unreachable;
import tandem.devnet.WholePair;

/// The pairs to which nothing is done: each a process, with validators and a stream of transfers.
/// They have to live and finalise all the time.
final class ChaosNetwork implements AutoCloseable {
  /// How far the last finalised epoch may lie behind the current one.
  private static final long FINALITY_MAX_EPOCHS = 8;

  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final NetworkPlan network;
  private final Path dir;
  private final Account account;
  private final LogWatch logs = new LogWatch();
  private final SlotClock clock;
  private final List<Member> members = new ArrayList<>();
  private final List<RunningPair> running = new ArrayList<>();
  private @Nullable Transfers transfers;
  private boolean mayStall;
  private long lookedMs;

  private ChaosNetwork(NetworkPlan network, Path dir, Account account) {
    this.network = network;
    this.dir = dir;
    this.account = account;
    this.clock = SlotClock.of(network);
    for (int pair = 0; pair < network.pairs(); pair++) {
      members.add(Member.of(dir, pair));
    }
  }

  /// Makes the network in `dir`; starts nothing.
  static ChaosNetwork make(ChaosPlan plan, Path dir, Account account) {
    SecureRandom random = new SecureRandom();
    long genesisS =
        Math.ceilDiv(System.currentTimeMillis() + ChaosPlan.GENESIS_DELAY.toMillis(), 1000L);
    NetworkPlan network = plan.network(genesisS, random);
    NetworkWriter.write(dir, network, random);
    return new ChaosNetwork(network, dir, account);
  }

  /// Starts all pairs and the stream of transfers.
  void start() {
    for (int pair = 0; pair < members.size(); pair++) {
      running.add(startPair(pair));
    }
    transfers =
        Transfers.start(
            network.chainId(),
            members.stream().map(Member::gwat).toList(),
            Accounts.read(dir.resolve(NetworkFiles.ACCOUNTS)),
            ChaosPlan.TRANSFERS_PER_SECOND);
  }

  private RunningPair startPair(int pair) {
    Member member = members.get(pair);
    return WholePair.start(
        member.name(), member.folder(), ChaosPlan.HEAP, line -> logs.look(member.name(), line));
  }

  /// Ends the pair with most validators, and allows finality to stall, until [#revive].
  void stall() {
    mayStall = true;
    running.removeFirst().close();
  }

  /// Starts what [#stall] has ended; finality is to come back.
  void revive() {
    running.addFirst(startPair(0));
  }

  /// From now on finality counts again.
  void mustFinalise() {
    mayStall = false;
  }

  /// The observer's place.
  Member victim() {
    return Member.of(dir, members.size());
  }

  List<Member> members() {
    return members;
  }

  /// A pair that lives in every trial.
  Member witness() {
    return members.getLast();
  }

  SlotClock clock() {
    return clock;
  }

  long epoch() {
    return clock.epochAt(System.currentTimeMillis());
  }

  /// Sees to it that all pairs live and finalise.
  ///
  /// @throws TrialFailed if not; then no trial has a meaning any more
  void requireLife() {
    Optional<String> death =
        running.stream().map(RunningPair::death).flatMap(Optional::stream).findFirst();
    if (death.isPresent()) {
      throw new TrialFailed("of the network, " + death.get());
    }
    List<String> faults = logs.take();
    if (!faults.isEmpty()) {
      throw new TrialFailed("a log of the network has: " + faults.getFirst());
    }
    long nowMs = System.currentTimeMillis();
    if (nowMs - lookedMs >= LOOK_EVERY.toMillis() && !mayStall) {
      lookedMs = nowMs;
      requireFinality();
    }
  }

  private void requireFinality() {
    long epoch = epoch();
    if (epoch < FINALITY_MAX_EPOCHS) {
      return;
    }
    try {
      long finalized = finality().finalizedEpoch();
      if (epoch - finalized >= FINALITY_MAX_EPOCHS) {
        throw new TrialFailed(
            "the network does not finalise: in epoch " + epoch + " the last one is " + finalized);
      }
    } catch (Unreachable e) {
      account.say("the network is slow to answer: " + e.sentence());
    }
  }

  CoordinatorApi.Finality finality() throws Unreachable {
    return witness().coordinator().finality();
  }

  @Override
  public void close() {
    Transfers stream = transfers;
    if (stream != null) {
      stream.close();
    }
    try {
      RunningPair.closeAll(running);
    } finally {
      members.forEach(Member::close);
    }
  }
}
