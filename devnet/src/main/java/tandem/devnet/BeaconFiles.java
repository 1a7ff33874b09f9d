package tandem.devnet;

import java.util.List;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconGenesis;
import tandem.beaconspec.Creators;
import tandem.beaconspec.DepositData;
import tandem.beaconspec.Types;
import tandem.crypto.Blst;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// Makes the files of the coordinators' network (beacon-rules.md 1 and 7).
public final class BeaconFiles {
  private final NetworkPlan plan;
  private final Hash32 gwatGenesis;
  private final BeaconConfig config;

  /// @param gwatGenesis hash of gwat's genesis block
  /// @throws Refusal if the rules do not allow the numbers of the plan
  public BeaconFiles(NetworkPlan plan, Hash32 gwatGenesis) {
    this.plan = plan;
    this.gwatGenesis = gwatGenesis;
    this.config = config(plan);
  }

  /// The rules of the plan's network. It has no deposit contract.
  ///
  /// @throws Refusal if they do not allow its numbers
  public static BeaconConfig config(NetworkPlan plan) {
    try {
      return BeaconConfig.ordered(plan.chainId(), Address.ZERO)
          .with("SECONDS_PER_SLOT", plan.secondsPerSlot())
          .with("SLOTS_PER_EPOCH", plan.slotsPerEpoch());
    } catch (IllegalArgumentException e) {
      throw new Refusal(ExitCode.USAGE, "the rules do not allow this: " + e.getMessage());
    }
  }

  /// `beacon.json`.
  public byte[] configuration() {
    return config.toJson();
  }

  /// `genesis.ssz`.
  public byte[] genesis(List<NetworkWriter.Validator> validators) {
    BeaconGenesis genesis = new BeaconGenesis(config, new Types(config), new Blst());
    List<DepositData> deposits =
        validators.stream()
            .map(validator ->
                genesis.deposit(validator.secret(), Creators.credentials(validator.creator())))
            .toList();
    return genesis.state(plan.genesisTimeS(), gwatGenesis, deposits).encode();
  }
}
