package tandem.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Account;
import tandem.devnet.Accounts;
import tandem.devnet.Agreement;
import tandem.devnet.CoordinatorApi;
import tandem.devnet.GwatApi;
import tandem.devnet.Half;
import tandem.devnet.LatePair;
import tandem.devnet.Member;
import tandem.devnet.NetworkFiles;
import tandem.devnet.NetworkPlan;
import tandem.devnet.NetworkWriter;
import tandem.devnet.Refusal;
import tandem.devnet.RunningPair;
import tandem.devnet.SlotClock;
import tandem.devnet.SplitPair;
import tandem.devnet.Stop;
import tandem.devnet.Transfers;
import tandem.devnet.Unreachable;

/// A network of pairs on this machine. Knows how to start and end them, and sees to it that they
/// live and finalise; what happens when is [DevnetRun]'s.
final class Devnet implements AutoCloseable {
  private static final Duration UP_MAX = Duration.ofSeconds(90);
  private static final Duration STEP = Duration.ofMillis(250);

  private final DevnetPlan plan;
  private final NetworkPlan network;
  private final Path dir;
  private final SlotClock clock;
  private final Account account;
  private final Stop stop;
  private final List<Member> members = new ArrayList<>();
  private final List<RunningPair> running = new ArrayList<>();
  private final Member lateMember;
  private final LatePair late;
  private @Nullable Transfers transfers;
  private boolean lateMustLive;
  private long toldEpoch = -1;

  private Devnet(DevnetPlan plan, NetworkPlan network, Path dir, Account account, Stop stop) {
    this.plan = plan;
    this.network = network;
    this.dir = dir;
    this.clock = SlotClock.of(network);
    this.account = account;
    this.stop = stop;
    for (int pair = 0; pair < plan.pairs(); pair++) {
      members.add(Member.of(dir, pair));
    }
    lateMember = Member.of(dir, plan.pairs());
    late = new LatePair(lateMember.folder(), plan.heap(), account);
  }

  /// Makes the network in `dir`; starts nothing.
  static Devnet prepare(DevnetPlan plan, Path dir, Account account, Stop stop) {
    SecureRandom random = new SecureRandom();
    long genesisS =
        Math.ceilDiv(System.currentTimeMillis() + plan.genesisDelay().toMillis(), 1000L);
    NetworkPlan network = plan.network(genesisS, random);
    account.say("making a network in " + dir);
    NetworkWriter.write(dir, network, random);
    return new Devnet(plan, network, dir, account, stop);
  }

  /// Starts all pairs but the late one and waits until they answer.
  ///
  /// @throws Refusal if one does not come up
  void start() throws InterruptedException {
    long fromMs = System.currentTimeMillis();
    List<CompletableFuture<RunningPair>> starts = new ArrayList<>();
    for (Member member : members) {
      starts.add(start(member));
    }
    RuntimeException fault = null;
    for (CompletableFuture<RunningPair> start : starts) {
      try {
        running.add(start.join());
      } catch (CompletionException e) {
        fault = e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
    if (fault != null) {
      throw fault;
    }
    for (Member member : members) {
      awaitUp(member, fromMs);
    }
  }

  private CompletableFuture<RunningPair> start(Member member) {
    CompletableFuture<RunningPair> started = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("start " + member.name())
        .daemon(true)
        .start(() -> {
          try {
            started.complete(plan.split() ? twoProcesses(member) : inProcess(member));
          } catch (RuntimeException | Error e) {
            started.completeExceptionally(e);
          }
        });
    return started;
  }

  private RunningPair inProcess(Member member) {
    return new InProcessPair(member.name(), RunningNode.pair(member.folder()));
  }

  private RunningPair twoProcesses(Member member) {
    SplitPair pair = new SplitPair(member.name(), member.folder().dir(), plan.heap(), (_, _) -> {});
    pair.start(EnumSet.allOf(Half.class));
    return pair;
  }

  private void awaitUp(Member member, long fromMs) throws InterruptedException {
    while (!stop.requested()) {
      requireLife();
      String why;
      try {
        member.gwat().status();
        member.coordinator().status();
        return;
      } catch (Unreachable e) {
        why = e.sentence();
      }
      if (System.currentTimeMillis() - fromMs > UP_MAX.toMillis()) {
        throw Refusal.failed(
            member.name() + " did not come up in " + UP_MAX.toSeconds() + " s: " + why);
      }
      stop.await(STEP);
    }
  }

  void startTransfers() {
    if (plan.transfersPerSecond() > 0 && network.accounts() > 0) {
      transfers =
          Transfers.start(
              network.chainId(),
              members.stream().map(Member::gwat).toList(),
              Accounts.read(dir.resolve(NetworkFiles.ACCOUNTS)),
              plan.transfersPerSecond());
    }
  }

  /// Lets a little time pass, and looks after the network meanwhile.
  ///
  /// @return false if the user wants it to end
  /// @throws Refusal if a pair has ended, or finality stands still
  boolean step() throws InterruptedException {
    if (stop.await(STEP)) {
      return false;
    }
    requireLife();
    long epoch = clock.epochAt(System.currentTimeMillis());
    if (epoch > toldEpoch && epoch > 0) {
      toldEpoch = epoch;
      tellEpoch(epoch);
    }
    return true;
  }

  private void requireLife() throws InterruptedException {
    Optional<String> death =
        running.stream().map(RunningPair::death).flatMap(Optional::stream).findFirst();
    if (death.isEmpty() && lateMustLive) {
      death = late.processes().death();
    }
    // At a terminal, Ctrl-C reaches all processes at once: theirs may end before this one knows.
    if (death.isPresent() && !stop.await(Duration.ofSeconds(1))) {
      throw Refusal.failed(death.get());
    }
  }

  private void tellEpoch(long epoch) {
    Member first = members.getFirst();
    try {
      CoordinatorApi.Head head = first.coordinator().head();
      CoordinatorApi.Finality finality = first.coordinator().finality();
      GwatApi.BlockInfo latest = first.gwat().latest();
      account.say(
          String.format(
              "epoch %d: head slot %d, justified epoch %d, finalised %d; gwat has finalised %d"
                  + " blocks; %s",
              epoch,
              head.slot(),
              finality.justifiedEpoch(),
              finality.finalizedEpoch(),
              latest.number(),
              transferText()));
      requireFinality(epoch, head, finality, latest);
    } catch (Unreachable e) {
      account.say("epoch " + epoch + ": " + e.sentence());
    }
  }

  private String transferText() {
    Transfers stream = transfers;
    if (stream == null) {
      return "no transfers";
    }
    String text = stream.sent() + " transfers sent";
    return stream.refused() == 0
        ? text
        : text + ", " + stream.refused() + " refused (" + stream.lastRefusal() + ")";
  }

  private void requireFinality(
      long epoch,
      CoordinatorApi.Head head,
      CoordinatorApi.Finality finality,
      GwatApi.BlockInfo latest) {
    if (epoch < plan.finalityLimitEpochs()) {
      return;
    }
    if (epoch - finality.finalizedEpoch() >= plan.finalityLimitEpochs()) {
      throw Refusal.failed(
          "finality stands still: in epoch "
              + epoch
              + " the last finalised epoch is "
              + finality.finalizedEpoch()
              + ", the last justified "
              + finality.justifiedEpoch()
              + ", the head at slot "
              + head.slot());
    }
    if (latest.number() == 0) {
      throw Refusal.failed(
          "gwat of " + members.getFirst().name() + " has finalised no block by epoch " + epoch);
    }
  }

  /// Whether late pairs that have ended are a failure from now on.
  void requireLate(boolean mustLive) {
    lateMustLive = mustLive;
  }

  List<Member> members() {
    return members;
  }

  /// All pairs, the late one last.
  List<Member> everybody() {
    List<Member> all = new ArrayList<>(members);
    all.add(lateMember);
    return all;
  }

  Member lateMember() {
    return lateMember;
  }

  LatePair late() {
    return late;
  }

  SlotClock clock() {
    return clock;
  }

  Stop stop() {
    return stop;
  }

  /// Measures whether all pairs agree on the blocks from a number on, at least up to another.
  Agreement agreement(long from, long atLeast, int tries) throws Unreachable, InterruptedException {
    List<Member> all = everybody();
    return Agreement.measure(
        all.stream().map(Member::name).toList(),
        all.stream().map(Member::gwat).toList(),
        from,
        atLeast,
        tries,
        stop);
  }

  @Override
  public void close() {
    lateMustLive = false;
    Transfers stream = transfers;
    if (stream != null) {
      stream.close();
    }
    List<RunningPair> all = new ArrayList<>(running);
    all.add(late.processes());
    try {
      RunningPair.closeAll(all);
    } finally {
      everybody().forEach(Member::close);
    }
  }
}
