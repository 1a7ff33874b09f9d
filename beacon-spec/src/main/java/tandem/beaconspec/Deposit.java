package tandem.beaconspec;

import java.util.List;
import tandem.primitives.Hash32;

/// A deposit with its place in the deposit tree.
///
/// @param proof 33 nodes: the branch, and the length that is mixed in
public record Deposit(List<Hash32> proof, DepositData data) {
  public Deposit {
    proof = List.copyOf(proof);
  }
}
