package io.trialstream.app.replay;

import io.trialstream.app.CommandFailure;
import io.trialstream.app.Folders;
import io.trialstream.app.run.StateLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What replays leave behind: topics, a consumer group, a folder. Found by whole names alone. */
final class Replays {
    private final Cluster cluster;
    private final Path dataDir;
    private final String rawTopic;

    Replays(Cluster cluster, Path dataDir, String rawTopic) {
        this.cluster = cluster;
        this.dataDir = dataDir;
        this.rawTopic = rawTopic;
    }

    /** @throws CommandFailure where something of that name is there */
    void requireFree(ReplayName name) {
        requireForeign(name);
        List<String> found = new ArrayList<>(cluster.existing(name.topics()));
        if (Files.exists(name.directory(dataDir))) {
            found.add(name.directory(dataDir).toString());
        }
        if (!found.isEmpty()) {
            throw new CommandFailure("a replay " + name.name() + " is there already (" + found.get(0)
                    + (found.size() > 1 ? " and " + (found.size() - 1) + " more" : "")
                    + "): ./trialstream replay discard " + name.name() + " removes it, or choose another name");
        }
    }

    /**
     * Removes all of a replay that does not run.
     *
     * @return what was removed, in words; empty where there was nothing
     * @throws CommandFailure where it runs
     */
    List<String> discard(ReplayName name) {
        requireForeign(name);
        if (cluster.hasMembers(name.applicationId())) {
            throw new CommandFailure("replay " + name.name() + " is running (consumer group " + name.applicationId()
                    + " has members): stop it first");
        }
        if (!Files.exists(name.directory(dataDir))) {
            return remove(name);
        }
        try (StateLock lock = StateLock.take(name.directory(dataDir), name.applicationId())) {
            return remove(name);
        }
    }

    /** Removes all of a replay that this process has ended, or that does not run. */
    List<String> remove(ReplayName name) {
        List<String> removed = new ArrayList<>();
        Set<String> topics = cluster.existing(name.topics());
        cluster.deleteTopics(topics);
        topics.forEach(topic -> removed.add("topic " + topic));
        if (cluster.deleteGroup(name.applicationId())) {
            removed.add("consumer group " + name.applicationId());
        }
        if (Folders.delete(name.directory(dataDir))) {
            removed.add("folder " + name.directory(dataDir));
        }
        return removed;
    }

    /** The replays there are: those with topics here, and those with a folder in the data folder. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        cluster.topics().forEach(topic -> ReplayName.ofWindowsTopic(topic).ifPresent(names::add));
        Path folder = ReplayName.folder(dataDir);
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
                folders.forEach(one -> names.add(String.valueOf(one.getFileName())));
            } catch (IOException e) {
                throw new CommandFailure("cannot list " + folder + ": " + e.getMessage(), e);
            }
        }
        return names;
    }

    /** Nobody's events are deleted because of what their topic is called. */
    private void requireForeign(ReplayName name) {
        if (name.topics().contains(rawTopic)) {
            throw new CommandFailure("a replay " + name.name() + " would have a topic " + rawTopic
                    + ", which is the raw topic: choose another name");
        }
    }
}
