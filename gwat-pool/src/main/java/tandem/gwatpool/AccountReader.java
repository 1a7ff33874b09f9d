package tandem.gwatpool;

import tandem.primitives.Address;
import tandem.primitives.U256;

/// Accounts as they are in the state after the last finalised block.
public interface AccountReader {
  /// The nonce of the next transaction; 0 for an account that does not exist.
  long nonce(Address address);

  /// Wei; zero for an account that does not exist.
  U256 balance(Address address);

  /// Whether the account is a contract.
  boolean hasCode(Address address);
}
