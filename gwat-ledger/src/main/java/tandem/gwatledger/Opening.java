package tandem.gwatledger;

import static tandem.gwatledger.LedgerColumns.key;

import java.util.ArrayList;
import java.util.List;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisBlock;
import tandem.gwattypes.Header;
import tandem.primitives.Hash32;
import tandem.store.Batch;
import tandem.store.Store.Durability;
import tandem.store.StoreException;

/// What happens before the first answer: genesis, and that pair-sync.md S2, S6 and S8 hold. Every
/// operation is one atomic write, so a crash leaves nothing to repair; what is found wrong here
/// comes from damaged files. It is repaired in batches, each of which leaves what the next look
/// begins with, or refused ([HealthCheck]).
final class Opening {
  /// More would not be the repair of one damage.
  private static final int REPAIRS_MAX = 1_024;

  /// Gas of the smallest transaction.
  private static final long LEAST_GAS_LIMIT = 21_000;

  private final Core core;
  private final BlockExecutor executor;
  private final Execution execution;

  Opening(Core core, BlockExecutor executor, Execution execution) {
    this.core = core;
    this.executor = executor;
    this.execution = execution;
  }

  /// @param dropped takes blocks that were dropped, because they or their past were damaged
  /// @return what was repaired, a sentence each
  List<String> open(Genesis genesis, List<Hash32> dropped) {
    GenesisBlock built = genesis.build();
    if (HealthCheck.isNew(core)) {
      checkGenesis(genesis);
      writeGenesis(built);
    }
    HealthCheck check = new HealthCheck(core, execution, built);
    List<String> repaired = new ArrayList<>();
    while (repaired.size() < REPAIRS_MAX) {
      switch (check.look()) {
        case GwatHealth.Healthy healthy -> {
          return repaired;
        }
        case GwatHealth.Repairable(String what, Batch batch) -> {
          core.store.write(batch, Durability.SYNCED);
          repaired.add(what);
          dropped.addAll(check.gone());
        }
        case GwatHealth.Damaged(String what) ->
            throw new StoreException(StoreException.Kind.DAMAGED, what);
        case GwatHealth.OtherNetwork(Hash32 stored, Hash32 ours) ->
            throw new WrongGenesisException(stored, ours);
      }
    }
    throw Records.damaged("its repair does not end, last: " + repaired.getLast());
  }

  private void checkGenesis(Genesis genesis) {
    if (genesis.gasLimit() < LEAST_GAS_LIMIT) {
      throw new IllegalArgumentException(
          "the genesis file has gas limit " + genesis.gasLimit() + ", below " + LEAST_GAS_LIMIT);
    }
    boolean hasCode =
        genesis.alloc().values().stream().anyMatch(account -> !account.code().isEmpty());
    if (hasCode && !executor.runsCode()) {
      throw new IllegalArgumentException(
          "the genesis file gives an account code, which this version cannot execute");
    }
  }

  private void writeGenesis(GenesisBlock built) {
    Hash32 hash = built.hash();
    Header header = built.header();
    core.records.putBlock(hash, built.block());
    core.records.putFinal(new FinalBlock(0, hash, header.finalizedHash(), header));
    core.records.putReceipts(hash, List.of());
    built.trieNodes().forEach((key, node) -> core.staged.put(LedgerColumns.TRIE, key(key), node));
    built.codes().forEach((key, code) -> core.staged.put(LedgerColumns.CODE, key(key), code));
    core.records.putMarker(Records.GENESIS, hash);
    core.records.putMarker(Records.LAST, hash);
    core.commit(Durability.SYNCED);
  }
}
