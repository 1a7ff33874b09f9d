package tandem.chaos;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import tandem.devnet.NetworkPlan;
import tandem.devnet.NodePorts;

/// What a run is to do.
///
/// @param trials names of trials, in the order of [Trials]; empty for all
/// @param rounds of each trial, where they are cheap
/// @param pairs of the network, at least 3, beside the victim
/// @param limit for each wait
public record ChaosPlan(List<String> trials, int rounds, int pairs, Duration limit) {
  static final int VALIDATORS = 64;
  static final long SECONDS_PER_SLOT = 2;
  static final long SLOTS_PER_EPOCH = 8;
  static final double TRANSFERS_PER_SECOND = 5;
  private static final int CREATORS_PER_PAIR = 4;
  static final long CHAIN_ID = 5410;
  private static final int ACCOUNTS = 16;

  /// Most memory for objects of each process, as Java's `-Xmx` takes it.
  static final String HEAP = "384m";

  /// From the making of the network to slot 0: all processes are up by then.
  static final Duration GENESIS_DELAY = Duration.ofSeconds(30);

  public ChaosPlan {
    trials = List.copyOf(trials);
    if (rounds < 1 || pairs < 3) {
      throw new IllegalArgumentException(rounds + " rounds, " + pairs + " pairs");
    }
  }

  static Duration epoch() {
    return Duration.ofSeconds(SECONDS_PER_SLOT * SLOTS_PER_EPOCH);
  }

  /// The network, with one observer, on free ports.
  ///
  /// @param genesisTimeS seconds since 1970 of the start of slot 0
  NetworkPlan network(long genesisTimeS, RandomGenerator random) {
    return plan(pairs, 1, CHAIN_ID, genesisTimeS, random);
  }

  /// Another network, of which only the files of one pair are wanted.
  static NetworkPlan foreign(long genesisTimeS, RandomGenerator random) {
    return plan(1, 0, CHAIN_ID + 1, genesisTimeS, random);
  }

  private static NetworkPlan plan(
      int pairs, int observers, long chainId, long genesisTimeS, RandomGenerator random) {
    return new NetworkPlan(
        pairs,
        observers,
        VALIDATORS,
        CREATORS_PER_PAIR,
        chainId,
        SECONDS_PER_SLOT,
        SLOTS_PER_EPOCH,
        genesisTimeS,
        ACCOUNTS,
        NetworkPlan.BALANCE,
        false,
        true,
        NodePorts.free(pairs + observers, random));
  }
}
