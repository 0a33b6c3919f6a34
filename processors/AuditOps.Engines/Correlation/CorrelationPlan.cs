using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Correlation;

/// <summary>A correlation as the stream runs it.</summary>
public sealed record CorrelationPlan
{
    public required string RuleId { get; init; }

    /// <summary>Revision of the rule's document; 0 for a shipped one.</summary>
    public long Version { get; init; }

    public required string Title { get; init; }
    public string? Description { get; init; }
    public AlertSeverity Severity { get; init; } = AlertSeverity.Medium;
    public IReadOnlyList<string> Tags { get; init; } = [];
    public string? Runbook { get; init; }

    /// <summary>The rule is in testing.</summary>
    public bool Silent { get; init; }

    public required CorrelationKind Kind { get; init; }

    /// <summary>Names of the rules it looks at; matches carry them, and order matters to some kinds.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>Names of the fields whose values make a group; matches carry the values in this order.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Length of the sliding window, in event time.</summary>
    public required TimeSpan Timespan { get; init; }

    /// <summary>All must hold for the number that <see cref="Kind"/> computes. Empty for kinds that need none.</summary>
    public IReadOnlyList<Comparison> Conditions { get; init; } = [];

    /// <summary>Names of the fields that count, sum, or are new; matches carry their values by these names.</summary>
    public IReadOnlyList<string> ValueFields { get; init; } = [];

    /// <summary>Percentile, 0 to 100.</summary>
    public double Percentile { get; init; } = 50;

    /// <summary>Instead of <see cref="Conditions"/> of a temporal correlation.</summary>
    public StepExpression? Expression { get; init; }

    /// <summary>How long a new group only learns (<see cref="CorrelationKind.NewValue"/>). Default 0.</summary>
    public TimeSpan Learning { get; init; }

    /// <summary>Fewest matches of the first rule before a ratio counts. Default 1.</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>Time after which a match counts half (<see cref="CorrelationKind.DecayingSum"/>). Default 1 d.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How late a match may be, in event time, and still count towards what is decided at the end of a window. Default 10 min; rules have that of their sources (<see cref="SourceGrace"/>).</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Shortest wait between the arrival of a match and its decision: whoever comes late seldom comes alone.</summary>
    public TimeSpan Settle => Grace < LongestSettle ? Grace : LongestSettle;

    /// <summary>After an alert further ones of the group are held back for so long, in event time; null for none.</summary>
    public TimeSpan? Suppress { get; init; }

    /// <summary>Findings of one group within one tumbling window of this length are one alert. Default: the longer of the time span and 1 h.</summary>
    public TimeSpan? Dedupe { get; init; }

    /// <summary>Correlations that look at this one: for each finding they get a match.</summary>
    public IReadOnlyList<ChainedCorrelation> Chained { get; init; } = [];

    /// <summary>Only other correlations hear of it; there is no alert of its own.</summary>
    public bool IsSilentPart { get; init; }

    /// <summary>What belongs to one alert lies within so long a time.</summary>
    public TimeSpan AlertWindow => Suppress ?? Dedupe ?? (Timespan > TimeSpan.FromHours(1) ? Timespan : TimeSpan.FromHours(1));

    /// <summary>
    /// It can be decided with each match: more matches never make it untrue. The others are decided once, when no match in time can change them any more.
    /// </summary>
    public bool IsImmediate => Kind switch
    {
        CorrelationKind.EventCount or CorrelationKind.ValueCount or CorrelationKind.DecayingSum => Conditions.All(condition => condition.IsMonotone),
        CorrelationKind.Temporal => Expression?.IsMonotone ?? Conditions.All(condition => condition.IsMonotone),
        CorrelationKind.TemporalOrdered => true,
        _ => false,
    };

    /// <summary>How far behind the clock a match can still matter.</summary>
    public TimeSpan Kept => Timespan + Grace + (IsImmediate || Suppress is not null ? AlertWindow : TimeSpan.Zero) + Learning;

    /// <summary>Largest number that a count is compared with; 0 where none is.</summary>
    public int LargestBound => Kind is CorrelationKind.EventCount or CorrelationKind.ValueCount && Conditions.Count > 0 ? (int)Math.Clamp(Conditions.Max(condition => condition.Value), 0, int.MaxValue / 4) : 0;

    /// <summary>Which of its steps a match is of; below 0 when it is none, or was made for other groups.</summary>
    public int PlaceOf(Match match)
    {
        ArgumentNullException.ThrowIfNull(match);
        if (match.Group.Count != GroupBy.Count)
            return -1;
        for (var i = 0; i < GroupBy.Count; i++)
        {
            if (!string.Equals(GroupBy[i], match.Group[i].Name, StringComparison.OrdinalIgnoreCase))
                return -1;
        }

        for (var i = 0; i < Steps.Count; i++)
        {
            if (string.Equals(Steps[i], match.Step, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }

    private static readonly TimeSpan LongestSettle = TimeSpan.FromMinutes(10);
}
