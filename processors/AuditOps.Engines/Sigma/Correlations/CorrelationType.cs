namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>What a correlation looks for. The last three are AuditOps' own, written in the <c>auditops</c> block.</summary>
public enum CorrelationType
{
    EventCount,
    ValueCount,
    Temporal,
    TemporalOrdered,
    ValueSum,
    ValueAvg,
    ValuePercentile,
    ValueMedian,

    /// <summary>A value, or combination of values, that the group has not had within the timespan.</summary>
    NewValue,

    /// <summary>Matches of the first rule for each match of the second.</summary>
    Ratio,

    /// <summary>The first rule matched and none of the others within the timespan afterwards.</summary>
    Absence,
}
