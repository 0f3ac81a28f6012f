/** Tests of pages in a real browser; skipped where there is none, except in CI. */
@NullMarked
package dev.holdfast.node.browser;

import org.jspecify.annotations.NullMarked;
