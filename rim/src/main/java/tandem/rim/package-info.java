/// What the adapters around a machine share: deadlines of the monotonic clock, and virtual threads
/// that do not outlive their owner.
@NullMarked
package tandem.rim;

import org.jspecify.annotations.NullMarked;
