using System.Globalization;
using AuditOps.Collectors.Configuration;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// Decides which stretch of time a feed reads next; pure. The anchor is the newest record known, not the clock: a service that is hours behind is waited for, and one that
/// has been silent for a week is still asked about that week. There are two tracks: looks at the present, and behind them the backlog and the sweeps, so that neither a first start nor an outage
/// nor a long look back keeps what happens now waiting.
/// </summary>
/// <param name="options">Overlap, sweeps, slices.</param>
/// <param name="retention">How long the service keeps what it offers.</param>
/// <param name="longest">Longest window the service answers; null = any.</param>
/// <param name="span">A backfill: this stretch once, in slices, and nothing else.</param>
/// <param name="newestFirst">Which end of the backlog is read first. The oldest where the service is about to forget it; else the newest, which is wanted most.</param>
internal sealed class WindowPlan(WindowOptions options, TimeSpan retention, TimeSpan? longest, (DateTimeOffset From, DateTimeOffset To)? span = null, bool newestFirst = false)
{
    /// <summary>A service counts its retention by its own clock: what is this close to the edge may be gone when the request arrives.</summary>
    private static readonly TimeSpan Edge = TimeSpan.FromMinutes(2);

    /// <summary>A new feed begins this far inside of what the service keeps, so that its first poll is in time.</summary>
    private static readonly TimeSpan FirstMargin = TimeSpan.FromMinutes(15);

    /// <summary>A feed that is further behind reads the present first and the rest beside it.</summary>
    private static readonly TimeSpan MostLive = TimeSpan.FromHours(1);

    public FeedCursor Begin(string tenant, string feed, DateTimeOffset now)
    {
        if (span is { } asked) return new FeedCursor { Tenant = tenant, Feed = feed, Start = asked.From, CoveredTo = asked.From, Updated = now };
        var start = now - (options.Lookback < retention - FirstMargin ? options.Lookback : retention - FirstMargin);
        return new FeedCursor
        {
            Tenant = tenant,
            Feed = feed,
            Start = start,
            CoveredTo = start,
            Sweeps = options.Sweeps.ToDictionary(NameOf, _ => new SweepMark(now, null), StringComparer.Ordinal),
            Updated = now,
        };
    }

    /// <summary>What the service no longer keeps was not collected in time: the cursor moves behind it, and says so.</summary>
    public FeedCursor CloseGap(FeedCursor cursor, DateTimeOffset now)
    {
        var oldest = now - retention + Edge;
        if (span is { } asked && oldest > asked.To) oldest = asked.To;
        if (cursor.Backlog is { } backlog && backlog.From < oldest)
        {
            var end = Earlier(oldest, backlog.To);
            var from = Later(backlog.From, backlog.Since);
            cursor = cursor with { Backlog = end < backlog.To ? backlog with { From = end } : null };
            if (from < end) cursor = cursor.With(Lost(from, end, now));
        }

        if (cursor.CoveredTo >= oldest) return cursor;
        return (cursor with { CoveredTo = oldest, Window = null }).With(Lost(cursor.CoveredTo, oldest, now));
    }

    /// <summary>A feed that is far behind: the present becomes what is next, all before it the backlog. It begins where the
    /// longest look back would have: what was published late while the feed stood still is found too. A backlog that was there grows, even over what has been read in between.</summary>
    public FeedCursor Split(FeedCursor cursor, DateTimeOffset now)
    {
        if (span is not null || now - cursor.CoveredTo <= (options.Slice < MostLive ? options.Slice : MostLive)) return cursor;
        var live = now - options.Overlap;
        // What the service had not made available when the feed stopped, the sweeps of that time would have found: they reached back from the newest record of then, not of now.
        var reach = options.Sweeps.Aggregate(options.Overlap, (longest, sweep) => sweep.Reach > longest ? sweep.Reach : longest);
        var from = Earlier(cursor.Backlog?.From ?? live, Later(Anchor(cursor) - reach, cursor.Start));
        return cursor with { Window = null, Behind = null, CoveredTo = live, Backlog = from < live ? new FeedBacklog(from, live, Earlier(cursor.Backlog?.Since ?? live, cursor.CoveredTo)) : null };
    }

    /// <summary>Whether a backfill has read its stretch.</summary>
    public bool IsDone(FeedCursor cursor) => span is { } asked && cursor.CoveredTo >= asked.To;

    /// <summary>The look at the present in hand, else a new one; of a backfill, its next piece.</summary>
    /// <returns>Null when a backfill is done.</returns>
    public FeedWindow? Next(FeedCursor cursor, DateTimeOffset now)
    {
        var oldest = now - retention + Edge;
        if (Kept(cursor.Window, oldest) is { } open) return open;
        if (span is { } asked) return IsDone(cursor) ? null : Piece(FeedWindow.CatchUp, Later(cursor.CoveredTo, oldest), asked.To, options.Slice, now);
        return Piece(FeedWindow.Poll, Later(Anchor(cursor) - options.Overlap, Floor(cursor, oldest)), now, null, now);
    }

    /// <summary>What is read beside the present: the window in hand, the longest sweep that is due, the next piece of the backlog.</summary>
    /// <returns>Null when nothing is due.</returns>
    public FeedWindow? NextBehind(FeedCursor cursor, DateTimeOffset now)
    {
        if (span is not null) return null;
        var oldest = now - retention + Edge;
        if (Kept(cursor.Behind, oldest) is { } open) return open;
        var floor = Floor(cursor, oldest);
        foreach (var sweep in options.Sweeps.OrderByDescending(sweep => sweep.Reach))
        {
            if (IsDue(sweep, cursor, now)) return Piece(NameOf(sweep), Later(Anchor(cursor) - sweep.Reach, floor), now, null, now);
        }

        if (cursor.Backlog is not { } backlog || backlog.To <= oldest) return null;
        var most = longest < options.Slice ? longest.Value : options.Slice;
        var (from, to) = (Later(backlog.From, oldest), backlog.To);
        if (to - from > most) (from, to) = newestFirst ? (to - most, to) : (from, from + most);
        return new FeedWindow { Kind = FeedWindow.Past, From = from, To = to, Goal = to, Began = now };
    }

    /// <summary>The cursor once every page of a window's piece is published.</summary>
    /// <param name="newest">Newest record of the piece.</param>
    public FeedCursor Complete(FeedCursor cursor, FeedWindow window, DateTimeOffset? newest, DateTimeOffset now)
    {
        var seen = Newest(cursor, newest, now);
        // Only looks at the present tell how long it was quiet; what a stop or a backlog leaves between two records is nobody's silence.
        if (window.Kind == FeedWindow.Poll && cursor is { Backlog: null, Newest: { } earlier } && seen.Newest > earlier) seen = seen with { Rhythm = seen.Rhythm.Observe(earlier, seen.Newest.Value) };
        if (window.To < window.Goal)
        {
            var isCatchUp = window.Kind == FeedWindow.CatchUp;
            var next = Piece(window.Kind, window.To, window.Goal, isCatchUp ? options.Slice : null, window.Began);
            return seen.WithInHand(next) with { CoveredTo = isCatchUp ? Later(cursor.CoveredTo, window.To) : cursor.CoveredTo };
        }

        if (window.Kind == FeedWindow.Past) return seen with { Behind = null, Backlog = Without(cursor.Backlog, window) };
        if (!window.IsBehind) return seen with { Window = null, CoveredTo = Later(cursor.CoveredTo, window.Goal) };
        var sweeps = new Dictionary<string, SweepMark>(cursor.Sweeps, StringComparer.Ordinal);
        // A longer look back has also done what a shorter one would.
        var reach = options.Sweeps.FirstOrDefault(sweep => NameOf(sweep) == window.Kind)?.Reach;
        foreach (var sweep in options.Sweeps.Where(sweep => sweep.Reach <= reach)) sweeps[NameOf(sweep)] = new SweepMark(window.Began, seen.Newest);
        return seen with { Behind = null, Sweeps = sweeps };
    }

    public static FeedCursor Newest(FeedCursor cursor, DateTimeOffset? newest, DateTimeOffset now)
    {
        // A record from the future must not move the windows past what is still to come.
        if (newest > now) newest = now;
        return newest is { } time && (cursor.Newest is null || time > cursor.Newest) ? cursor with { Newest = time } : cursor;
    }

    /// <summary>Of a window that was left open for days only what the service still keeps is read.</summary>
    private static FeedWindow? Kept(FeedWindow? open, DateTimeOffset oldest) =>
        open is null || open.To <= oldest ? null : open.From >= oldest ? open : open with { From = oldest, Next = null };

    private static DateTimeOffset Anchor(FeedCursor cursor) => Earlier(cursor.Newest ?? cursor.Start, cursor.CoveredTo);

    /// <summary>The backlog is read in its own time; a poll or a sweep ends where it begins.</summary>
    private static DateTimeOffset Floor(FeedCursor cursor, DateTimeOffset oldest) => cursor.Backlog is { } backlog ? Later(backlog.To, oldest) : oldest;

    /// <summary>A backlog that has grown while the piece was read has another end: it stays, and the piece is read again in its turn.</summary>
    private FeedBacklog? Without(FeedBacklog? backlog, FeedWindow piece)
    {
        if (backlog is null) return null;
        if (newestFirst) backlog = piece.To >= backlog.To ? backlog with { To = Earlier(piece.From, backlog.To) } : backlog;
        else if (piece.From <= backlog.From) backlog = backlog with { From = Later(piece.To, backlog.From) };
        return backlog.From < backlog.To ? backlog : null;
    }

    private FeedGap Lost(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) => new(from, to, $"not collected in time: the service keeps {retention.TotalDays:0} days", now);

    private static bool IsDue(SweepOptions sweep, FeedCursor cursor, DateTimeOffset now)
    {
        if (!cursor.Sweeps.TryGetValue(NameOf(sweep), out var mark)) return true;
        return now - mark.At >= sweep.Every || (cursor.Newest is { } newest && mark.Newest is { } before && newest - before >= sweep.Every);
    }

    private FeedWindow Piece(string kind, DateTimeOffset from, DateTimeOffset goal, TimeSpan? slice, DateTimeOffset began)
    {
        var most = slice is null || longest < slice ? longest : slice;
        var to = most is { } limit && goal - from > limit ? from + limit : goal;
        return new FeedWindow { Kind = kind, From = from, To = to, Goal = goal, Began = began };
    }

    private static string NameOf(SweepOptions sweep) => "sweep-" + sweep.Reach.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture) + "m";

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
