package tandem.gwattypes;

import tandem.crypto.Keccak256;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;
import tandem.trie.Trie;

/// What the state trie holds of an account: `[nonce, balance, storageRoot, codeHash]` (gwat-data.md
/// 6).
///
/// @param nonce unsigned 64 bits
/// @param balance wei
/// @param codeHash Keccak-256 of the code, [#EMPTY_CODE_HASH] if there is none
public record Account(long nonce, U256 balance, Hash32 storageRoot, Hash32 codeHash) {
  public static final Hash32 EMPTY_CODE_HASH = Keccak256.hash(new byte[0]);
  public static final Account EMPTY = new Account(0, U256.ZERO, Trie.EMPTY_ROOT, EMPTY_CODE_HASH);

  /// Whether EIP-161 deletes it after a transaction touched it.
  public boolean isEmpty() {
    return nonce == 0 && balance.isZero() && !hasCode();
  }

  public boolean hasCode() {
    return !codeHash.equals(EMPTY_CODE_HASH);
  }

  public byte[] encode() {
    RlpWriter out = new RlpWriter(112);
    out.hash(codeHash).hash(storageRoot).number(balance.toBytes32()).number(nonce);
    return out.list(0).toByteArray();
  }

  /// @throws tandem.rlp.RlpException if `bytes` are no account
  public static Account decode(byte[] bytes) {
    RlpReader in = RlpReader.of(bytes, "account");
    RlpReader fields = in.list("");
    in.end();
    long nonce = fields.number("nonce");
    U256 balance = U256.fromBytes(fields.bigNumber("balance", 32));
    Account account =
        new Account(nonce, balance, fields.hash("storageRoot"), fields.hash("codeHash"));
    fields.end();
    return account;
  }
}
