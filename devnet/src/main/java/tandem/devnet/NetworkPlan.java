package tandem.devnet;

import java.util.List;
import java.util.stream.IntStream;
import tandem.gwattypes.ChainConfig;
import tandem.gwattypes.Transaction;
import tandem.primitives.U256;

/// The numbers of a network that is to be made.
///
/// @param pairs node pairs that share the validators
/// @param observers further pairs, without validators
/// @param validators of the network; pair i, from 0, has those whose index is i modulo `pairs`
/// @param creatorsPerPair accounts for which a pair makes blocks, at most; its validators share
///   them
/// @param genesisTimeS seconds since 1970 of the start of slot 0
/// @param accounts funded accounts whose keys are written beside the network
/// @param balance wei of each of them
/// @param publicKeys whether the validators have the keys that everybody can compute
/// @param jwt whether gwat asks for a token
/// @param ports of each pair and each observer
public record NetworkPlan(
    int pairs,
    int observers,
    int validators,
    int creatorsPerPair,
    long chainId,
    long secondsPerSlot,
    long slotsPerEpoch,
    long genesisTimeS,
    int accounts,
    U256 balance,
    boolean publicKeys,
    boolean jwt,
    List<NodePorts> ports) {
  public static final int PAIRS_MAX = 64;
  public static final int VALIDATORS_MAX = 16_384;
  public static final int CREATORS_MAX = 64;
  public static final int ACCOUNTS_MAX = 10_000;
  public static final long GAS_LIMIT = 30_000_000;

  /// 10^24 wei: a million coins.
  public static final U256 BALANCE = U256.fromDecimal("1000000000000000000000000");

  /// @throws Refusal with what does not fit, in the words of the options
  public NetworkPlan {
    require("--pairs", pairs, 1, PAIRS_MAX);
    require("--observers", observers, 0, PAIRS_MAX);
    require("--slots-per-epoch", slotsPerEpoch, 4, 1024);
    require("--seconds-per-slot", secondsPerSlot, 1, 600);
    require("--validators", validators, 1, VALIDATORS_MAX);
    require("--creators-per-pair", creatorsPerPair, 1, CREATORS_MAX);
    require("--chain-id", chainId, 1, Transaction.CHAIN_ID_MAX);
    require("--accounts", accounts, 0, ACCOUNTS_MAX);
    require("--genesis-time", genesisTimeS, 0, 1L << 40);
    if (validators < slotsPerEpoch) {
      throw wrong(
          "--validators "
              + validators
              + " is too few: each of the "
              + slotsPerEpoch
              + " slots of an epoch needs at least one");
    }
    if (validators < pairs) {
      throw wrong("--validators " + validators + " is too few for --pairs " + pairs);
    }
    if (ports.size() != pairs + observers) {
      throw new IllegalArgumentException("ports of " + ports.size() + " pairs");
    }
    ports = List.copyOf(ports);
  }

  public int nodes() {
    return pairs + observers;
  }

  public ChainConfig chain() {
    return ChainConfig.ordered(chainId, secondsPerSlot, slotsPerEpoch);
  }

  /// Indices of the validators of a pair.
  public List<Integer> validatorsOf(int pair) {
    return IntStream.range(0, validators)
        .filter(index -> pair < pairs && index % pairs == pair)
        .boxed()
        .toList();
  }

  /// How many accounts a pair makes blocks for.
  public int creatorsOf(int pair) {
    return Math.min(creatorsPerPair, validatorsOf(pair).size());
  }

  private static void require(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw wrong(option + " " + value + " is not from " + min + " to " + max);
    }
  }

  private static Refusal wrong(String sentence) {
    return new Refusal(ExitCode.USAGE, sentence);
  }
}
