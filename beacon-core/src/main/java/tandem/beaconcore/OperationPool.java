package tandem.beaconcore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedVoluntaryExit;

/// Verified slashings and exits that wait for a block: at most one a validator of each kind,
/// bounded in number; when there is no room a new one is not kept, which costs nothing but time.
final class OperationPool {
  static final int PROPOSER_SLASHINGS_MAX = 256;
  static final int ATTESTER_SLASHINGS_MAX = 64;
  static final int EXITS_MAX = 1024;

  /// What fits into a block together.
  record Packed(
      List<ProposerSlashing> proposerSlashings,
      List<AttesterSlashing> attesterSlashings,
      List<SignedVoluntaryExit> exits) {}

  private final BeaconConfig config;
  private final OperationRules rules;
  private final Map<Integer, ProposerSlashing> proposerSlashings = new LinkedHashMap<>();
  private final List<AttesterSlashing> attesterSlashings = new ArrayList<>();
  private final Map<Integer, SignedVoluntaryExit> exits = new LinkedHashMap<>();

  OperationPool(BeaconConfig config, OperationRules rules) {
    this.config = config;
    this.rules = rules;
  }

  void add(ProposerSlashing slashing) {
    if (proposerSlashings.size() < PROPOSER_SLASHINGS_MAX) {
      proposerSlashings.putIfAbsent(OperationRules.proposer(slashing), slashing);
    }
  }

  void add(AttesterSlashing slashing) {
    if (attesterSlashings.size() < ATTESTER_SLASHINGS_MAX) {
      attesterSlashings.add(slashing);
    }
  }

  void add(SignedVoluntaryExit exit) {
    if (exits.size() < EXITS_MAX) {
      exits.putIfAbsent((int) exit.message().validatorIndex(), exit);
    }
  }

  /// What a block on `state` can carry. Slashings are processed before exits, and each must still
  /// slash somebody then.
  ///
  /// @param state advanced to the block's slot
  Packed pack(BeaconState state) {
    Set<Integer> gone = new HashSet<>();
    List<ProposerSlashing> proposers = new ArrayList<>();
    proposerSlashings.forEach((index, slashing) -> {
      if (proposers.size() < config.maxProposerSlashings()
          && rules.isSlashable(state, index)
          && gone.add(index)) {
        proposers.add(slashing);
      }
    });
    List<AttesterSlashing> attesters = new ArrayList<>();
    for (AttesterSlashing slashing : attesterSlashings) {
      List<Integer> slashable =
          OperationRules.accused(slashing).stream()
              .filter(index -> rules.isSlashable(state, index) && !gone.contains(index))
              .toList();
      if (attesters.size() < config.maxAttesterSlashings() && !slashable.isEmpty()) {
        attesters.add(slashing);
        gone.addAll(slashable);
      }
    }
    List<SignedVoluntaryExit> leaving = new ArrayList<>();
    exits.forEach((index, exit) -> {
      if (leaving.size() < config.maxVoluntaryExits()
          && !gone.contains(index)
          && rules.mayExit(state, exit.message()) == OperationRules.Exit.NOW) {
        leaving.add(exit);
      }
    });
    return new Packed(proposers, attesters, leaving);
  }

  /// Forgets what can be of no use after `finalized` any more.
  void prune(BeaconState finalized) {
    proposerSlashings.keySet().removeIf(index -> !rules.isSlashable(finalized, index));
    attesterSlashings.removeIf(slashing ->
        OperationRules.accused(slashing).stream()
            .noneMatch(index -> rules.isSlashable(finalized, index)));
    exits
        .values()
        .removeIf(exit -> rules.mayExit(finalized, exit.message()) == OperationRules.Exit.HAS_LEFT);
  }

  int size() {
    return proposerSlashings.size() + attesterSlashings.size() + exits.size();
  }
}
