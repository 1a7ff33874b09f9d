package tandem.cli;

import java.time.Duration;
import java.util.random.RandomGenerator;
import tandem.devnet.NetworkPlan;
import tandem.devnet.NodePorts;

/// What a devnet is to do.
///
/// @param genesisDelay from the making of the network to slot 0; all pairs are up by then
/// @param split whether each pair is two processes
/// @param heap most memory for objects of each process that is started, as Java's `-Xmx` takes it
/// @param transfersPerSecond 0 for none
/// @param lateAfterEpochs when the late pair starts
/// @param lateLimit how long it may take
/// @param finalityLimitEpochs how far the last finalised epoch may lie behind the current one
/// @param exitWhenSynced whether it ends when the late pair works and agrees
/// @param trials whether, instead, the late pair is killed in each stage
record DevnetPlan(
    int pairs,
    GenesisOptions numbers,
    Duration genesisDelay,
    boolean split,
    String heap,
    double transfersPerSecond,
    long lateAfterEpochs,
    Duration lateLimit,
    long finalityLimitEpochs,
    boolean exitWhenSynced,
    boolean trials) {
  /// Makes the network in `network`, on free ports.
  ///
  /// @param genesisTimeS seconds since 1970 of the start of slot 0
  NetworkPlan network(long genesisTimeS, RandomGenerator random) {
    return new NetworkPlan(
        pairs,
        1,
        numbers.validators,
        numbers.creatorsPerPair,
        numbers.chainId,
        numbers.secondsPerSlot,
        numbers.slotsPerEpoch,
        genesisTimeS,
        numbers.accounts,
        NetworkPlan.BALANCE,
        false,
        false,
        NodePorts.free(pairs + 1, random));
  }
}
