package tandem.gwatledger;

import java.util.Map;
import tandem.gwattypes.Account;
import tandem.primitives.Address;
import tandem.primitives.Hash32;
import tandem.rlp.RlpException;
import tandem.store.StoreException;
import tandem.trie.NodeStore;
import tandem.trie.SecureTrie;
import tandem.trie.Trie;
import tandem.trie.TrieCommit;
import tandem.trie.TrieException;

/// The accounts after one block, and the changes of the next (gwat-data.md 6). Nodes of tries are
/// found by their hashes and never deleted, so every state that was computed stays readable.
public final class WorldState {
  private final Staged staged;
  private SecureTrie accounts;

  private WorldState(Staged staged, SecureTrie accounts) {
    this.staged = staged;
    this.accounts = accounts;
  }

  static WorldState at(Staged staged, Hash32 root) {
    return new WorldState(staged, SecureTrie.open(root, nodes(staged)));
  }

  /// Whether the node of a root is in the database.
  static boolean isPresent(Staged staged, Hash32 root) {
    return root.equals(Trie.EMPTY_ROOT) || nodes(staged).get(root) != null;
  }

  /// The account of an address, [Account#EMPTY] if there is none.
  ///
  /// @throws StoreException with kind DAMAGED if a node on the way is missing
  public Account account(Address address) {
    try {
      byte[] encoded = accounts.get(address.unsafeArray());
      return encoded == null ? Account.EMPTY : Account.decode(encoded);
    } catch (TrieException e) {
      throw Records.damaged("the state misses a part: " + e.getMessage());
    } catch (RlpException e) {
      throw Records.damaged("account " + address + " does not decode: " + e.getMessage());
    }
  }

  /// Changes an account; an empty one is deleted (EIP-158).
  public void put(Address address, Account account) {
    try {
      accounts =
          account.isEmpty()
              ? accounts.remove(address.unsafeArray())
              : accounts.put(address.unsafeArray(), account.encode());
    } catch (TrieException e) {
      throw Records.damaged("the state misses a part: " + e.getMessage());
    }
  }

  /// Stages the new nodes.
  ///
  /// @return the new root
  Hash32 commit() {
    TrieCommit commit = accounts.commit();
    for (Map.Entry<Hash32, byte[]> node : commit.nodes().entrySet()) {
      staged.put(LedgerColumns.TRIE, LedgerColumns.key(node.getKey()), node.getValue());
    }
    accounts = SecureTrie.open(commit.root(), nodes(staged));
    return commit.root();
  }

  private static NodeStore nodes(Staged staged) {
    return hash -> staged.get(LedgerColumns.TRIE, LedgerColumns.key(hash));
  }
}
