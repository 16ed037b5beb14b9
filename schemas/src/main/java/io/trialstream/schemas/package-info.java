/**
 * What others rely on: the topics, and (generated from {@code src/main/avro}) the records in them. The package is not
 * null-marked, its own classes are: the generated ones return and take null without saying so.
 */
package io.trialstream.schemas;
