package tandem.gwattypes;

import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// Header fields 11 to 16: what this node computed when it finalised and executed the block. They
/// are outside the block hash, so a peer can write into them what it likes; under `ordered` rules
/// they are never believed (ledger-rules.md 2.1).
///
/// Written with the optional tail of gwat-data.md 1.3: fields that are zero are left out at the
/// end. Number is not optional here: a block without a number has no state fields.
///
/// @param baseFee wei a gas; an absent one and zero have the same form
/// @param number position in the finalised order, genesis 0
/// @param gasUsed 0 to 2^63 - 1
public record StateFields(
    U256 baseFee, long number, Hash32 root, Hash32 receiptsRoot, long gasUsed, Bloom bloom) {
  public StateFields {
    if (number < 0 || gasUsed < 0) {
      throw new IllegalArgumentException("number " + number + ", gas used " + gasUsed);
    }
  }

  void write(RlpWriter out) {
    boolean last = true;
    if (!bloom.isEmpty()) {
      out.bytes(bloom.unsafeArray());
      last = false;
    }
    if (!last || gasUsed != 0) {
      out.number(gasUsed);
      last = false;
    }
    if (!last || !receiptsRoot.isZero()) {
      out.hash(receiptsRoot);
      last = false;
    }
    if (!last || !root.isZero()) {
      out.hash(root);
    }
    out.number(number).number(baseFee.toBytes32());
  }

  /// What is left of a header's list; a field that is absent is zero.
  static StateFields read(RlpReader in) {
    U256 baseFee = in.hasNext() ? U256.fromBytes(in.bigNumber("baseFee", 32)) : U256.ZERO;
    long number = in.hasNext() ? in.number("number", Long.MAX_VALUE) : 0;
    Hash32 root = in.hasNext() ? in.hash("root") : Hash32.ZERO;
    Hash32 receiptsRoot = in.hasNext() ? in.hash("receiptHash") : Hash32.ZERO;
    long gasUsed = in.hasNext() ? in.number("gasUsed", Long.MAX_VALUE) : 0;
    Bloom bloom = in.hasNext() ? Bloom.wrap(in.fixed("bloom", Bloom.LENGTH)) : Bloom.EMPTY;
    return new StateFields(baseFee, number, root, receiptsRoot, gasUsed, bloom);
  }
}
