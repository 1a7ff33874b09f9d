package tandem.gwattypes;

import java.util.List;
import tandem.primitives.Address;
import tandem.primitives.Hash32;

/// An account and slots of it that a transaction says it will touch (EIP-2930).
public record AccessListEntry(Address address, List<Hash32> storageKeys) {
  public AccessListEntry {
    storageKeys = List.copyOf(storageKeys);
  }
}
