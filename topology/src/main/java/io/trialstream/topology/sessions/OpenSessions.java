package io.trialstream.topology.sessions;

import io.trialstream.topology.clock.Windows;
import io.trialstream.topology.codec.ByteReader;
import io.trialstream.topology.codec.ByteWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** A unit's open sessions, and how many it has closed. Section of the hot record; not thread-safe. */
public final class OpenSessions {
    private final List<OpenSession> sessions = new ArrayList<>(1);
    private long closed;

    /** Puts an accepted event where it belongs; sessions that it joins become one. */
    public void add(Visit visit, long gapMs) {
        OpenSession home = null;
        for (Iterator<OpenSession> it = sessions.iterator(); it.hasNext(); ) {
            OpenSession s = it.next();
            if (!s.reaches(visit.time(), gapMs)) {
                continue;
            }
            if (home == null) {
                home = s;
            } else {
                home.merge(s);
                it.remove();
            }
        }
        if (home == null) {
            home = new OpenSession(visit.time());
            sessions.add(home);
        }
        home.add(visit);
    }

    /** A verdict has started: what is open is a bot's. */
    public void markBot() {
        sessions.forEach(OpenSession::markBot);
    }

    /** Removes and returns, by start, the sessions that no acceptable event can belong to any more. */
    public List<OpenSession> close(Windows windows, long watermark, long gapMs) {
        List<OpenSession> done = new ArrayList<>(0);
        for (Iterator<OpenSession> it = sessions.iterator(); it.hasNext(); ) {
            OpenSession s = it.next();
            if (windows.isClosed(s.end() + gapMs, watermark)) {
                done.add(s);
                it.remove();
            }
        }
        done.sort(Comparator.comparingLong(OpenSession::start));
        return done;
    }

    /** How many sessions the unit has closed. */
    public long closedCount() {
        return closed;
    }

    /** The ordinal of the next session to be closed. */
    public long nextOrdinal() {
        return ++closed;
    }

    /** Oldest first. */
    public List<OpenSession> list() {
        return sessions.stream()
                .sorted(Comparator.comparingLong(OpenSession::start))
                .toList();
    }

    /** End of the first window whose closing closes a session; {@link Long#MAX_VALUE} when none is open. */
    public long nextDue(Windows windows, long gapMs) {
        long due = Long.MAX_VALUE;
        for (OpenSession s : sessions) {
            due = Math.min(due, windows.end(s.end() + gapMs));
        }
        return due;
    }

    public void write(ByteWriter out) {
        out.writeUnsigned(closed).writeUnsigned(sessions.size());
        sessions.forEach(s -> s.write(out));
    }

    public static OpenSessions read(ByteReader in) {
        OpenSessions open = new OpenSessions();
        open.closed = in.readUnsigned();
        for (int left = in.readCount(); left > 0; left--) {
            open.sessions.add(OpenSession.read(in));
        }
        return open;
    }
}
