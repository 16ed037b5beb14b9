package io.trialstream.platform;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One child process of the platform: what it is called, what it listens on, how it is run, how it is asked whether it
 * is well, and what it needs. A further part is one more class of this kind in {@link Parts}.
 */
interface Part {
    /** Short and unique within a platform: names the log, the pid record and the folder. */
    String name();

    /** What it listens on, by purpose, each with the port it would like; 0 means any. */
    Map<String, Integer> preferredPorts();

    /** Names of the parts that must answer before this one is launched. */
    List<String> needs();

    /**
     * Writes the files the process reads.
     *
     * @param ports the ports it was given, of the purposes in {@link #preferredPorts}
     */
    void prepare(Map<String, Integer> ports) throws IOException;

    /** What must run to its end before the first launch, such as formatting a disk; empty when there is nothing to do. */
    List<String> setupCommand();

    /** The command line of the process. */
    List<String> command(Map<String, Integer> ports);

    /** What it finds in its environment beside what this JVM has. */
    default Map<String, String> environment(Map<String, Integer> ports) {
        return Map.of();
    }

    /** What others are told to connect to: {@code host:port} or a URL. */
    String address(Map<String, Integer> ports);

    /** The member of {@code endpoints.json} that holds {@link #address}. */
    String endpointKey();

    /**
     * Asks the process whether it does its work, and returns if so.
     *
     * @param timeout the longest to wait for one answer
     * @throws Exception what is wrong, with a message for people
     */
    void probe(Map<String, Integer> ports, Duration timeout) throws Exception;

    /** What is to be done once it answers, such as a setting that only its own interface can change. */
    default void whenReady(Map<String, Integer> ports, Duration timeout) throws Exception {}
}
