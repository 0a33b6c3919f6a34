using AuditOps.Engines.Risk;

namespace AuditOps.Processors.Cases;

/// <summary>How long Cases remembers and how often it speaks.</summary>
public sealed record CaseOptions
{
    /// <summary>How long a closed alert can be changed after its last change. Default 30 d, as long as its topic keeps it; the table keeps it longer.</summary>
    public TimeSpan AlertsKept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The same for an alert that nobody has closed. Default 180 d: what stands in the queue can be closed.</summary>
    public TimeSpan UnfinishedKept { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How long an id and its revision are remembered after the last change, about 600 bytes each, so that old records that come once more neither open again what was closed nor begin its revisions anew. Default 400 d.</summary>
    public TimeSpan PastKept { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long a repeated command gets the answer of the first. Default 1 d.</summary>
    public TimeSpan AnswersKept { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Longest time that a growing count waits to be told. Default 2 s: a rule that fires without end then writes one revision in that time.</summary>
    public TimeSpan TellEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two looks for what may be forgotten. Default 10 min.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How alerts add up to the risk of an actor.</summary>
    public EntityRiskOptions Risk { get; init; } = new();

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (AlertsKept < TimeSpan.FromHours(1))
            faults.Add("AlertsKept must be 1 h or more");
        if (UnfinishedKept < AlertsKept || PastKept < UnfinishedKept)
            faults.Add("AlertsKept, UnfinishedKept and PastKept must not fall in this order");
        if (AnswersKept < TimeSpan.FromMinutes(1))
            faults.Add("AnswersKept must be 1 min or more");
        if (TellEvery <= TimeSpan.Zero || TellEvery > TimeSpan.FromMinutes(1))
            faults.Add("TellEvery must lie between 0 and 1 min");
        if (SweepEvery <= TimeSpan.Zero)
            faults.Add("SweepEvery must be above 0");
        faults.AddRange(Risk.Validate().Select(fault => $"Risk: {fault}"));
        return faults;
    }
}
