namespace AuditOps.Engines.Sigma.Conditions;

/// <summary>The parts of a time that a rule can ask for; in the time zone of <see cref="SigmaOptions.TimeZone"/>.</summary>
internal enum TimePart
{
    Minute,
    Hour,
    Day,

    /// <summary>ISO 8601 week, 1 to 53.</summary>
    Week,
    Month,
    Year,
}
