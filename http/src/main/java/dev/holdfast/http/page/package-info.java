/** The page for people: what runs here and what it does now. */
@NullMarked
package dev.holdfast.http.page;

import org.jspecify.annotations.NullMarked;
