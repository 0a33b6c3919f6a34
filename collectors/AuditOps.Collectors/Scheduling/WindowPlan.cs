using System.Globalization;
using AuditOps.Collectors.Configuration;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// Decides which stretch of time a feed reads next; pure. The anchor is the newest record known, not the clock: a service that is hours behind is waited for, and one that
/// has been silent for a week is still asked about that week.
/// </summary>
/// <param name="options">Overlap, sweeps, slices.</param>
/// <param name="retention">How long the service keeps what it offers.</param>
/// <param name="longest">Longest window the service answers; null = any.</param>
/// <param name="span">A backfill: this stretch once, in slices, and nothing else.</param>
internal sealed class WindowPlan(WindowOptions options, TimeSpan retention, TimeSpan? longest, (DateTimeOffset From, DateTimeOffset To)? span = null)
{
    /// <summary>A service counts its retention by its own clock: what is this close to the edge may be gone when the request arrives.</summary>
    private static readonly TimeSpan Edge = TimeSpan.FromMinutes(2);

    /// <summary>A new feed begins this far inside of what the service keeps, so that its first poll is in time.</summary>
    private static readonly TimeSpan FirstMargin = TimeSpan.FromMinutes(15);

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
        if (cursor.CoveredTo >= oldest) return cursor;
        var gap = new FeedGap(cursor.CoveredTo, oldest, $"not collected in time: the service keeps {retention.TotalDays:0} days", now);
        return (cursor with { CoveredTo = oldest, Window = null }).With(gap);
    }

    /// <summary>Whether a backfill has read its stretch.</summary>
    public bool IsDone(FeedCursor cursor) => span is { } asked && cursor.CoveredTo >= asked.To;

    /// <summary>The window in hand, else the next that is due: catching up, the longest sweep that is due, an ordinary poll.</summary>
    /// <returns>Null when a backfill is done.</returns>
    public FeedWindow? Next(FeedCursor cursor, DateTimeOffset now)
    {
        var oldest = now - retention + Edge;
        // Of a window that was left open for days only what the service still keeps is read.
        if (cursor.Window is { } open && open.From >= oldest) return open;
        if (cursor.Window is { } old && old.To > oldest) return old with { From = oldest, Next = null };
        if (span is { } asked) return IsDone(cursor) ? null : Piece(FeedWindow.CatchUp, Later(cursor.CoveredTo, oldest), asked.To, options.Slice, now);
        if (now - cursor.CoveredTo > options.Slice)
        {
            var from = Later(cursor.CoveredTo - options.Overlap, oldest);
            return Piece(FeedWindow.CatchUp, from, now, options.Slice + options.Overlap, now);
        }

        var anchor = Earlier(cursor.Newest ?? cursor.Start, cursor.CoveredTo);
        foreach (var sweep in options.Sweeps.OrderByDescending(sweep => sweep.Reach))
        {
            if (IsDue(sweep, cursor, now)) return Piece(NameOf(sweep), Later(anchor - sweep.Reach, oldest), now, null, now);
        }

        return Piece(FeedWindow.Poll, Later(anchor - options.Overlap, oldest), now, null, now);
    }

    /// <summary>The cursor once every page of a window's piece is published.</summary>
    /// <param name="newest">Newest record of the piece.</param>
    public FeedCursor Complete(FeedCursor cursor, FeedWindow window, DateTimeOffset? newest, DateTimeOffset now)
    {
        var seen = Newest(cursor, newest, now);
        if (window.To < window.Goal)
        {
            var isCatchUp = window.Kind == FeedWindow.CatchUp;
            var next = Piece(window.Kind, window.To, window.Goal, isCatchUp ? options.Slice : null, window.Began);
            return seen with { Window = next, CoveredTo = isCatchUp ? Later(cursor.CoveredTo, window.To) : cursor.CoveredTo };
        }

        var sweeps = new Dictionary<string, SweepMark>(cursor.Sweeps, StringComparer.Ordinal);
        // A longer look back has also done what a shorter one would.
        var reach = options.Sweeps.FirstOrDefault(sweep => NameOf(sweep) == window.Kind)?.Reach;
        foreach (var sweep in options.Sweeps.Where(sweep => sweep.Reach <= reach)) sweeps[NameOf(sweep)] = new SweepMark(window.Began, seen.Newest);
        return seen with { Window = null, CoveredTo = Later(cursor.CoveredTo, window.Goal), Sweeps = sweeps };
    }

    public static FeedCursor Newest(FeedCursor cursor, DateTimeOffset? newest, DateTimeOffset now)
    {
        // A record from the future must not move the windows past what is still to come.
        if (newest > now) newest = now;
        return newest is { } time && (cursor.Newest is null || time > cursor.Newest) ? cursor with { Newest = time } : cursor;
    }

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
