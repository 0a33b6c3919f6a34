namespace AuditOps.Engines.Correlation;

/// <summary>What a correlation computes in its window. The first eight are Sigma's, the others AuditOps' own.</summary>
public enum CorrelationKind
{
    /// <summary>Number of events.</summary>
    EventCount,

    /// <summary>Number of distinct values, or tuples of values.</summary>
    ValueCount,

    /// <summary>Number of the listed rules that matched, in any order; or a boolean expression over them.</summary>
    Temporal,

    /// <summary>All listed rules matched, in the listed order.</summary>
    TemporalOrdered,

    /// <summary>Sum of a numeric field.</summary>
    ValueSum,

    /// <summary>Mean of a numeric field.</summary>
    ValueAvg,

    /// <summary>A percentile of a numeric field (nearest rank).</summary>
    ValuePercentile,

    /// <summary>The median of a numeric field.</summary>
    ValueMedian,

    /// <summary>A value that the group has not had within the time span, once the group has been known for the learning period.</summary>
    NewValue,

    /// <summary>Matches of the first rule for each match of the second.</summary>
    Ratio,

    /// <summary>The first rule matched and none of the others did within the time span afterwards.</summary>
    Absence,

    /// <summary>Sum of a numeric field in which every match counts half as much after each half-life. Not for rule files: entity risk is one.</summary>
    DecayingSum,
}
