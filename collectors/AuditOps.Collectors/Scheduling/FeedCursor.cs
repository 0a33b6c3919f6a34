using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuditOps.Collectors.Scheduling;

/// <summary>
/// Where a feed of a tenant stands. Value of <c>cursors.v1</c> under the key <c>tenant/feed</c>, as JSON; committed in one transaction with the records it speaks of.
/// Everything made available before <see cref="CoveredTo"/>, but for the <see cref="Backlog"/>, was asked for once; the windows reach back behind it for what the service made available late.
/// </summary>
internal sealed record FeedCursor
{
    /// <summary>Gaps that are named; older ones are only counted.</summary>
    public const int NamedGaps = 50;

    [JsonPropertyName("tenant")]
    public required string Tenant { get; init; }

    [JsonPropertyName("feed")]
    public required string Feed { get; init; }

    /// <summary>Where collecting began.</summary>
    [JsonPropertyName("start")]
    public required DateTimeOffset Start { get; init; }

    [JsonPropertyName("covered_to")]
    public required DateTimeOffset CoveredTo { get; init; }

    /// <summary>Time of the newest record seen (Management: of the newest content), never later than the clock.</summary>
    [JsonPropertyName("newest")]
    public DateTimeOffset? Newest { get; init; }

    /// <summary>The look at the present that is being read.</summary>
    [JsonPropertyName("window")]
    public FeedWindow? Window { get; init; }

    /// <summary>The piece of the backlog, or the sweep, that is being read beside it.</summary>
    [JsonPropertyName("behind")]
    public FeedWindow? Behind { get; init; }

    /// <summary>What the present was read in front of.</summary>
    [JsonPropertyName("backlog")]
    public FeedBacklog? Backlog { get; init; }

    /// <summary>By reach, in minutes.</summary>
    [JsonPropertyName("sweeps")]
    public IReadOnlyDictionary<string, SweepMark> Sweeps { get; init; } = new Dictionary<string, SweepMark>(StringComparer.Ordinal);

    /// <summary>Grows with every change; the highest one counts, in whatever partition it lies.</summary>
    [JsonPropertyName("revision")]
    public long Revision { get; init; }

    /// <summary>Records that were not there when their time was first read.</summary>
    [JsonPropertyName("late")]
    public long Late { get; init; }

    [JsonPropertyName("gaps")]
    public long Gaps { get; init; }

    [JsonPropertyName("last_gaps")]
    public IReadOnlyList<FeedGap> LastGaps { get; init; } = [];

    /// <summary>Management: content that was listed and is still asked for; the windows have moved on.</summary>
    [JsonPropertyName("open")]
    public IReadOnlyList<OpenContent> Open { get; init; } = [];

    /// <summary>Posture: links that ask for changes since the last snapshot, by kind.</summary>
    [JsonPropertyName("links")]
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long the feed is usually quiet.</summary>
    [JsonPropertyName("rhythm")]
    public FeedRhythm Rhythm { get; init; } = FeedRhythm.Unknown;

    /// <summary>Seconds waited because the service asked for it, over all processes.</summary>
    [JsonPropertyName("throttled")]
    public double Throttled { get; init; }

    [JsonPropertyName("updated")]
    public DateTimeOffset Updated { get; init; }

    /// <summary>The window in hand on a window's track.</summary>
    public FeedWindow? InHand(FeedWindow window) => window.IsBehind ? Behind : Window;

    public FeedCursor WithInHand(FeedWindow window) => window.IsBehind ? this with { Behind = window } : this with { Window = window };

    /// <summary>With one gap more. The same gap found again is one gap, and one that goes on where the last ended is a longer one.</summary>
    public FeedCursor With(FeedGap gap)
    {
        if (gap.Content is not null && LastGaps.Any(known => known.Content == gap.Content)) return this;
        if (LastGaps.Any(known => known.From == gap.From && known.To == gap.To && known.Reason == gap.Reason)) return this;
        if (LastGaps.Count > 0 && LastGaps[^1] is var last && last.Reason == gap.Reason && last.From < last.To && gap.From <= last.To && gap.To > last.To)
            return this with { LastGaps = [.. LastGaps.Take(LastGaps.Count - 1), last with { To = gap.To, FoundAt = gap.FoundAt }] };
        return this with { Gaps = Gaps + 1, LastGaps = [.. LastGaps.Append(gap).TakeLast(NamedGaps)] };
    }

    public FeedCursor WithOpen(OpenContent content) => this with { Open = [.. Open.Where(known => known.Id != content.Id), content] };

    /// <summary>A piece of content has come: it is neither open nor a gap any more.</summary>
    public FeedCursor WithFetched(string content)
    {
        var isGap = LastGaps.Any(gap => gap.Content == content);
        if (!isGap && Open.All(known => known.Id != content)) return this;
        return this with { Open = [.. Open.Where(known => known.Id != content)], LastGaps = isGap ? [.. LastGaps.Where(gap => gap.Content != content)] : LastGaps };
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <returns>Null when it is not a cursor.</returns>
    public static FeedCursor? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<FeedCursor>(json);
        }
        catch (JsonException)
        {
            // Written by something else: the feed begins anew rather than not at all.
            return null;
        }
    }
}
