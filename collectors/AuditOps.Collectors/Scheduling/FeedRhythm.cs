using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// How long a feed is usually quiet: the longest pause between records on each of the last days. A pause much longer than any of two weeks, nights and week-ends included, is worth an alarm.
/// </summary>
/// <param name="Days">Day number (days since 1970) and its longest pause in seconds, oldest first.</param>
internal sealed record FeedRhythm([property: JsonPropertyName("days")] IReadOnlyList<long[]> Days)
{
    private const int KeptDays = 14;

    /// <summary>Before that many days are known only a long silence counts: no week-end may have been among them.</summary>
    private const int KnownAfterDays = 7;

    private static readonly TimeSpan Least = TimeSpan.FromHours(6);
    private static readonly TimeSpan WhileUnknown = TimeSpan.FromDays(3);

    public static FeedRhythm Unknown { get; } = new([]);

    /// <summary>A record came after a pause.</summary>
    public FeedRhythm Observe(DateTimeOffset before, DateTimeOffset record)
    {
        var pause = (long)(record - before).TotalSeconds;
        if (pause <= 0) return this;
        var day = record.ToUnixTimeSeconds() / 86_400;
        if (Days.Count > 0 && Days[^1][0] > day) return this;
        if (Days.Count > 0 && Days[^1][0] == day) return Days[^1][1] >= pause ? this : new([.. Days.Take(Days.Count - 1), [day, pause]]);
        return new([.. Days.TakeLast(KeptDays - 1), [day, pause]]);
    }

    /// <summary>A silence longer than this is unusual.</summary>
    [JsonIgnore]
    public TimeSpan Patience
    {
        get
        {
            if (Days.Count == 0 || Days[^1][0] - Days[0][0] < KnownAfterDays) return WhileUnknown;
            var longest = TimeSpan.FromSeconds(Days.Max(day => day[1]) * 1.5);
            return longest > Least ? longest : Least;
        }
    }
}
