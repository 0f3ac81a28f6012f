/** Where the time of one contender goes. */
@NullMarked
package dev.holdfast.bench.profile;

import org.jspecify.annotations.NullMarked;
