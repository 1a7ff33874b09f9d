package tandem.beaconspec;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// Who may create gwat's blocks of a slot (beacon-rules.md 4).
public final class Creators {
  /// Of withdrawal credentials that name an account: `01 ‖ 0^11 ‖ address`.
  private static final byte ADDRESS_PREFIX = 1;

  private final BeaconConfig config;
  private final Committees committees;

  public Creators(BeaconConfig config, Committees committees) {
    this.config = config;
    this.committees = committees;
  }

  /// The creators of `slot`: of each of its committees the first `MAX_CREATORS_PER_SLOT` members
  /// that have an address, once each, ascending. The same for every state of the branch from the
  /// epoch before the slot's on.
  ///
  /// @param slot of an epoch that is at most the state's next one
  public List<Address> of(BeaconState state, long slot) {
    TreeSet<Address> creators = new TreeSet<>();
    int perSlot = committees.committeesPerSlot(state, config.epochAt(slot));
    for (int index = 0; index < perSlot; index++) {
      int[] committee = committees.committee(state, slot, index);
      for (int i = 0; i < Math.min(committee.length, config.maxCreatorsPerSlot()); i++) {
        Validator member = state.validators().get(committee[i]);
        Address address = address(member.withdrawalCredentials());
        if (address != null) {
          creators.add(address);
        }
      }
    }
    return List.copyOf(creators);
  }

  /// The account that the credentials name; null if they are of another form.
  static @Nullable Address address(Hash32 credentials) {
    byte[] bytes = credentials.unsafeArray();
    int start = Hash32.LENGTH - Address.LENGTH;
    if (bytes[0] != ADDRESS_PREFIX) {
      return null;
    }
    for (int i = 1; i < start; i++) {
      if (bytes[i] != 0) {
        return null;
      }
    }
    return Address.of(bytes, start);
  }

  /// The credentials that name this account.
  public static Hash32 credentials(Address address) {
    byte[] bytes = new byte[Hash32.LENGTH];
    bytes[0] = ADDRESS_PREFIX;
    int start = Hash32.LENGTH - Address.LENGTH;
    System.arraycopy(address.unsafeArray(), 0, bytes, start, Address.LENGTH);
    return Hash32.wrap(bytes);
  }
}
