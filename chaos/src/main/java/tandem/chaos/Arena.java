package tandem.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Account;
import tandem.devnet.Agreement;
import tandem.devnet.Durations;
import tandem.devnet.ExitCode;
import tandem.devnet.GwatApi;
import tandem.devnet.Half;
import tandem.devnet.Member;
import tandem.devnet.Refusal;
import tandem.devnet.Stop;
import tandem.devnet.Unreachable;
import tandem.pairprotocol.Stage;

/// What a trial works with: the network, the victim, and ways to wait that end.
final class Arena {
  static final Set<Half> BOTH = EnumSet.allOf(Half.class);

  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final int AGREEMENT_TRIES = 15;

  /// Blocks that a comparison looks at again: the last ones may have been exchanged since.
  private static final long OVERLAP = 200;

  /// Finalised blocks of the last moments before a SIGKILL need not have reached the disk.
  private static final long UNSYNCED_MAX = 64;

  /// Finality has begun by then.
  private static final long OLD_EPOCH = 4;

  private final ChaosNetwork network;
  private final Victim victim;
  private final Path scratch;
  private final Account account;
  private final Stop stop;
  private final Duration limit;
  private long compared;
  private @Nullable OldCopy oldCopy;
  private @Nullable ForeignNetwork foreign;

  /// @param scratch a folder for what trials keep
  Arena(
      ChaosNetwork network,
      Victim victim,
      Path scratch,
      Account account,
      Stop stop,
      Duration limit) {
    this.network = network;
    this.victim = victim;
    this.scratch = scratch;
    this.account = account;
    this.stop = stop;
    this.limit = limit;
  }

  ChaosNetwork network() {
    return network;
  }

  Victim victim() {
    return victim;
  }

  Path scratch() {
    return scratch;
  }

  /// Copies of A's databases of an early epoch; the first call makes them.
  OldCopy oldCopy() throws InterruptedException {
    OldCopy copy = oldCopy;
    if (copy == null) {
      awaitEpoch(OLD_EPOCH);
      beWorking();
      victim.stop(BOTH);
      copy = OldCopy.make(victim, scratch.resolve("old"), network.epoch());
      oldCopy = copy;
      say("kept a copy of A's databases of epoch " + copy.epoch());
    }
    return copy;
  }

  /// Another network; the first call makes it.
  ForeignNetwork foreign() {
    ForeignNetwork other = foreign;
    if (other == null) {
      other = ForeignNetwork.make(scratch.resolve("foreign"), victim.folder().jwtSecret());
      foreign = other;
    }
    return other;
  }

  void say(String line) {
    account.say("  " + line);
  }

  /// Waits until `condition` holds.
  ///
  /// @param what is waited for, in words
  /// @throws TrialFailed if that takes longer than the limit of the run
  void await(String what, BooleanSupplier condition) throws InterruptedException {
    await(what, limit, condition);
  }

  void await(String what, Duration atMost, BooleanSupplier condition) throws InterruptedException {
    long fromMs = System.currentTimeMillis();
    long toldMs = fromMs;
    while (!condition.getAsBoolean()) {
      if (stop.await(STEP)) {
        throw Refusal.failed("stopped by the user");
      }
      network.requireLife();
      long nowMs = System.currentTimeMillis();
      if (nowMs - fromMs > atMost.toMillis()) {
        throw new TrialFailed(
            "after " + Durations.of(nowMs - fromMs) + " still waiting for " + what + standing());
      }
      if (nowMs - toldMs >= TELL_EVERY.toMillis()) {
        toldMs = nowMs;
        say("waiting for " + what + " since " + Durations.of(nowMs - fromMs) + standing());
      }
    }
  }

  private String standing() {
    return "; gwat is in "
        + victim.stage(Half.GWAT)
        + ", the coordinator in "
        + victim.stage(Half.COORDINATOR);
  }

  /// Lets time pass.
  void pause(Duration time) throws InterruptedException {
    long untilMs = System.currentTimeMillis() + time.toMillis();
    await(
        "the end of a pause of " + Durations.of(time.toMillis()),
        time.plus(limit),
        () -> System.currentTimeMillis() >= untilMs);
  }

  void awaitEpoch(long epoch) throws InterruptedException {
    if (network.epoch() < epoch) {
      Duration rest = ChaosPlan.epoch().multipliedBy(epoch - network.epoch() + 1);
      await("epoch " + epoch, rest.plus(limit), () -> network.epoch() >= epoch);
    }
  }

  /// Sees to it that the pair works, before something is done to it.
  ///
  /// @return the last number that it has finalised
  long beWorking() throws InterruptedException {
    for (Half half : Half.values()) {
      if (!victim.started(half)) {
        victim.start(half, List.of());
      }
    }
    recovered(System.currentTimeMillis());
    try {
      return victim.member().gwat().latest().number();
    } catch (Unreachable e) {
      throw new TrialFailed("it works and does not answer: " + e.sentence());
    }
  }

  /// Waits until both halves work and agree with the network.
  ///
  /// @param sinceMs the end of the fault
  /// @return milliseconds since then
  long recovered(long sinceMs) throws InterruptedException {
    Member witness = network.witness();
    Target target = new Target(witness, victim.member());
    await(
        "both halves to work and to agree with the network",
        () -> {
          victim.requireLife();
          return target.reached();
        });
    long tookMs = System.currentTimeMillis() - sinceMs;
    requireAgreement(witness);
    requireCleanLogs();
    return tookMs;
  }

  /// What the network had finalised when a wait began; asked for once it answers.
  private static final class Target {
    private final Member witness;
    private final Member pair;
    private long number = -1;

    Target(Member witness, Member pair) {
      this.witness = witness;
      this.pair = pair;
    }

    boolean reached() {
      try {
        if (number < 0) {
          number = witness.gwat().latest().number();
        }
        if (pair.coordinator().status().stage() != Stage.WORKING
            || pair.gwat().status().stage() != Stage.WORKING) {
          return false;
        }
        GwatApi.BlockInfo ours = pair.gwat().latest();
        long common = Math.min(ours.number(), witness.gwat().latest().number());
        return ours.number() >= number
            && pair.gwat()
                .blocks(common, common + 1)
                .equals(witness.gwat().blocks(common, common + 1));
      } catch (Unreachable _) {
        return false;
      }
    }
  }

  private void requireAgreement(Member witness) throws InterruptedException {
    try {
      Agreement agreement =
          Agreement.measure(
              List.of("A", witness.name()),
              List.of(victim.member().gwat(), witness.gwat()),
              compared,
              compared,
              AGREEMENT_TRIES,
              stop);
      if (!agreement.equal()) {
        throw new TrialFailed("it works and does not agree: " + agreement.sentence());
      }
      compared = Math.max(0, agreement.number() - OVERLAP);
    } catch (Unreachable e) {
      throw new TrialFailed("it works and cannot be compared: " + e.sentence());
    }
  }

  private void requireCleanLogs() {
    List<String> faults = victim.faults();
    if (!faults.isEmpty()) {
      throw new TrialFailed("a log has: " + faults.getFirst());
    }
  }

  /// The next comparison begins with block 0: the database is another one.
  void compareAll() {
    compared = 0;
  }

  /// @param before the last finalised number before a fault that must not cost the database
  void requireKept(long before) {
    long opened = victim.openedAt();
    if (opened < before - UNSYNCED_MAX) {
      throw new TrialFailed(
          "gwat had finalised " + before + " blocks and opened its database at " + opened);
    }
  }

  /// Waits for a line of log since the last start of `half`.
  ///
  /// @param words all of which the line must have
  void awaitLine(Half half, List<String> words) throws InterruptedException {
    await(
        half.command() + " to say something of " + words,
        () -> {
          victim.requireLife();
          return victim.lineWithAll(half, words) != null;
        });
    say(half.command() + " said: " + victim.lineWithAll(half, words));
  }

  /// Waits until a half ends by itself.
  ///
  /// @param words one of which its last words must have
  void awaitExit(Half half, ExitCode expected, List<String> words) throws InterruptedException {
    await(
        "the end of " + half.command() + " with code " + expected.code(),
        () -> victim.exitCode(half).isPresent());
    OptionalInt code = victim.exitCode(half);
    victim.buried(half);
    if (code.orElseThrow() != expected.code()) {
      throw new TrialFailed(
          half.command() + " ended with code " + code.orElseThrow() + ", not " + expected.code());
    }
    String sentence = victim.line(half, words);
    if (sentence == null) {
      throw new TrialFailed(
          half.command() + " ended with code " + expected.code() + " and said nothing of " + words);
    }
    say(half.command() + " said: " + sentence);
    requireCleanLogs();
  }
}
