/**
 * Broker and schema registry on this machine, each a child process: launched, asked, and ended. Only launching code
 * lives here; what the parts themselves need is fetched by the module {@code platform/parts} and stays off every class
 * path of ours.
 */
@NullMarked
package io.trialstream.platform;

import org.jspecify.annotations.NullMarked;
