using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Health;

/// <summary>A part of the processing role that can be unwell.</summary>
internal interface IHealthSource
{
    /// <summary>Its name on health.v1; nobody else writes under it.</summary>
    string Reporter { get; }

    /// <summary>The alarms in force; null while it cannot be told yet, for example just after the start.</summary>
    IReadOnlyList<SourceHealth>? Alarms();
}
