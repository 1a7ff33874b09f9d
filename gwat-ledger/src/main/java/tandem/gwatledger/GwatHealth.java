package tandem.gwatledger;

import tandem.gwattypes.Genesis;
import tandem.gwattypes.SealVerifier;
import tandem.primitives.Hash32;
import tandem.store.Batch;
import tandem.store.Store;

/// What can be said of gwat's database without running the node on it
/// (docs/decisions/recovery-of-gwat.md 4). Each start looks before its first message.
public sealed interface GwatHealth {
  /// A node can run on it.
  ///
  /// @param summary one sentence about what is in it
  record Healthy(String summary) implements GwatHealth {}

  /// A start repairs it by itself, one batch after the other, and looks again after each. A crash
  /// between two of them leaves a database of which the next look finds the rest.
  ///
  /// @param what is wrong, and what the batch does about it, in one sentence
  /// @param batch the next step; not empty
  record Repairable(String what, Batch batch) implements GwatHealth {}

  /// No node runs on it.
  ///
  /// @param what one sentence: what is wrong, and what an operator can do
  record Damaged(String what) implements GwatHealth {}

  /// It is of another network.
  record OtherNetwork(Hash32 itsGenesis, Hash32 ourGenesis) implements GwatHealth {}

  /// Looks, and changes nothing: at the markers, at the last 256 finalised blocks, at the state of
  /// the last one, and at every block of the DAG.
  ///
  /// @param store with [LedgerColumns#ALL]; no node may run on it
  /// @throws tandem.store.StoreException if the disk fails; damage is an answer
  static GwatHealth check(Store store, Genesis genesis, LedgerConfig config, LedgerPorts ports) {
    Core core = new Core(store, config);
    Execution execution = new Execution(core, ports.executor(), new Senders());
    return new HealthCheck(core, execution, genesis.build()).look();
  }

  /// As the node of a network with this genesis looks.
  static GwatHealth check(Store store, Genesis genesis) {
    return check(
        store,
        genesis,
        LedgerConfig.of(genesis),
        new LedgerPorts(new TransferExecutor(), SealVerifier.secp256k1()));
  }
}
