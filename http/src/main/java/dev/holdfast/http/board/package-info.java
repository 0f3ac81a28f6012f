/** What operators see and do: pending alarms, dead letters. */
@NullMarked
package dev.holdfast.http.board;

import org.jspecify.annotations.NullMarked;
