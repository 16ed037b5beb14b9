/** Lines into blocks: fixed ranges of offsets, each of which becomes one object for every directory that occurs in it. */
@NullMarked
package io.trialstream.connect.s3.block;

import org.jspecify.annotations.NullMarked;
